-- Prosody as a partner for wire scripts: loopback, the hosts of the scripts, accounts by in-band registration.
-- run-prosody passes WIRE_DIR (data, certificate, log) and WIRE_PORT in the environment.
local dir = ENV_WIRE_DIR
local lua = Lua or { tonumber = tonumber } -- "Lua" from 13.0 on

run_as_root = true
pidfile = dir .. "/prosody.pid"
data_path = dir .. "/data"
certificates = dir .. "/certs"
log = { info = dir .. "/prosody.log" }

interfaces = { "127.0.0.1" }
c2s_ports = { lua.tonumber(ENV_WIRE_PORT) }
c2s_direct_tls_ports = { lua.tonumber(ENV_WIRE_PORT) + 1 }
s2s_ports = {}
s2s_direct_tls_ports = {}
http_ports = {}
https_ports = {}

ssl = { certificate = dir .. "/certs/cert.pem", key = dir .. "/certs/key.pem" }
c2s_require_encryption = true
authentication = "internal_hashed"
storage = "internal"
allow_registration = true
min_seconds_between_registrations = 0

modules_enabled = {
	"roster", "saslauth", "tls", "disco", "presence", "message", "iq", "c2s", "offline",
	"register_ibr", "user_account_management", "ping", "time", "version", "lastactivity", "uptime", "private", "vcard_legacy", "pep",
	"blocklist", "smacks", "carbons", "csi", "server_contact_info",
}
modules_disabled = { "s2s", "admin_shell", "http" }
contact_info = { abuse = { "mailto:abuse@capulet.example" } }

VirtualHost "capulet.example"
VirtualHost "verona.example"
