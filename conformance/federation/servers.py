"""The servers of this test, each with its hosts, on free ports of loopback."""

import asyncio
import os
import signal
import socket
import subprocess
import sys

KINDS = {  # the first letter is the certificate's, the second the way to connect
    "es": "EXTERNAL over STARTTLS",
    "et": "EXTERNAL over direct TLS",
    "ps": "certificates for servers only, over STARTTLS",
    "ds": "dialback over STARTTLS",
    "dt": "dialback over direct TLS",
}
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.append(os.path.join(ROOT, "conformance", "peers"))
from ejabberdctl import ejabberdctl  # noqa: E402


def free_ports(count):
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [s.getsockname()[1] for s in held]
    for s in held:
        s.close()
    return ports


class Server:  # the benchmark uses these, too
    """One program; c2s, s2s and s2s_tls are its own ports."""

    name = ""
    kinds = [*KINDS, "xs"]

    def __init__(self, work, dns_port, name=None, loud=True):
        self.name = name or self.name
        self.level = "debug" if loud else "warning"
        self.dir = os.path.join(work, self.name)
        self.certs = os.path.join(work, "certs")
        self.dns_port = dns_port
        self.c2s, self.s2s, self.s2s_tls, self.http = free_ports(4)
        self.process = None
        os.makedirs(self.dir, exist_ok=True)

    def host(self, kind):
        return f"{kind}.{self.name}.example"

    def rooms(self, kind):
        return f"conference.{self.host(kind)}"

    @property
    def hosts(self):
        return [self.host(kind) for kind in self.kinds]

    def write(self, name, text):
        with open(os.path.join(self.dir, name), "w", encoding="utf-8") as file:
            file.write(text)

    def command(self):
        raise NotImplementedError

    async def start(self):
        out = open(os.path.join(self.dir, "output.log"), "a", encoding="utf-8")
        self.process = subprocess.Popen(self.command(), stdout=out, stderr=out, cwd=ROOT, env=self.environment(), start_new_session=True)
        for _ in range(400):
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.name} ended with {self.process.returncode}; see {self.dir}")
            if all(self.answers(port) for port in (self.c2s, self.s2s, self.s2s_tls)):
                return
            await asyncio.sleep(0.05)
        raise RuntimeError(f"{self.name} does not listen; see {self.dir}")

    def environment(self):
        return dict(os.environ)

    @staticmethod
    def answers(port):
        with socket.socket() as s:
            s.settimeout(1)
            return s.connect_ex(("127.0.0.1", port)) == 0

    async def stop(self, kill=False):
        if self.process is None or self.process.poll() is not None:
            return
        for one in (signal.SIGKILL,) if kill else (signal.SIGTERM, signal.SIGKILL):
            os.killpg(self.process.pid, one)
            for _ in range(200):
                if self.process.poll() is not None:
                    return
                await asyncio.sleep(0.05)

    def for_load(self):
        """No limits of rate, where there are any."""

    def log(self):
        with open(os.path.join(self.dir, "server.log"), encoding="utf-8", errors="replace") as file:
            return file.read()


class Ours(Server):
    name = "ours"
    program = os.path.join(ROOT, "artifacts/bin/Xmpp.Server/release/xmppserver")
    limits = ""
    storage = os.environ.get("CHECK_STORAGE", 'engine = "sqlite"')
    federation_limits = """connect_timeout = "3s"
queue_timeout = "6s"
back_off = "200ms"
back_off_max = "500ms"
ping_after = "2s"
ping_timeout = "2s"
"""

    def for_load(self):
        self.limits = """
[limits]
connections_per_address = 0
unauthenticated_per_address = 0
bytes_per_second = 0
stanzas_per_second = 0

[features.archive]
enabled = false
"""
        self.federation_limits = """bytes_per_second = 0
stanzas_per_second = 0
"""

    def command(self):
        hosts = "".join(f"""
[[hosts]]
name = "{host}"
certificate = "{self.certs}/{host}.pem"
key = "{self.certs}/{host}.key"
""" for host in self.hosts)
        self.write("server.toml", f"""data_directory = "{self.dir}/data"
{hosts}
[listeners]
c2s = ["127.0.0.1:{self.c2s}"]
c2s_tls = []
https = []
http = []
s2s = ["127.0.0.1:{self.s2s}"]
s2s_tls = ["127.0.0.1:{self.s2s_tls}"]

[http]
listen = ["127.0.0.1:{self.http}"]

[registration]
enabled = true
per_address_per_hour = 100000
per_hour = 1000000

[storage]
{self.storage}
[sasl]
iterations = 4096
{self.limits}
[federation]
{self.federation_limits}
[federation.dns]
resolvers = ["127.0.0.1:{self.dns_port}"]
private_addresses = true
timeout = "3s"

[federation.authorities]
system = false
roots = ["{self.certs}/ca.pem"]

[[federation.domains]]
name = "xs.prosody.example"
trust = "certificate"

[[federation.domains]]
name = "es.prosody.example"
trust = "certificate"

[[federation.domains]]
name = "xs.ejabberd.example"
trust = "certificate"
""")
        return [self.program, "run", "--config", f"{self.dir}/server.toml"]

    def log(self):
        with open(os.path.join(self.dir, "output.log"), encoding="utf-8", errors="replace") as file:
            return file.read()



class Prosody(Server):
    name = "prosody"
    def for_load(self):
        self.secure = []

    secure = ["xs.ours.example", "es.ours.example", "et.ours.example", "ps.ours.example"]

    def command(self):
        secure = ", ".join(f'"{name}"' for name in self.secure)
        hosts = "".join(f'VirtualHost "{host}"\nComponent "conference.{host}" "muc"\n' for host in self.hosts)
        self.write("prosody.cfg.lua", f"""run_as_root = true
pidfile = "{self.dir}/prosody.pid"
data_path = "{self.dir}/data"
certificates = "{self.certs}"
log = {{ {"debug" if self.level == "debug" else "warn"} = "{self.dir}/server.log" }}
interfaces = {{ "127.0.0.1" }}
c2s_ports = {{ {self.c2s} }}
c2s_direct_tls_ports = {{}}
s2s_ports = {{ {self.s2s} }}
s2s_direct_tls_ports = {{ {self.s2s_tls} }}
http_ports = {{}}
https_ports = {{}}
unbound = {{
    resolvconf = false, hoststxt = false, forward = {{ "127.0.0.1@{self.dns_port}" }},
    options = {{ ["do-not-query-localhost:"] = "no", ["cache-max-ttl:"] = "1", ["cache-max-negative-ttl:"] = "1" }},
}}
c2s_require_encryption = true
s2s_require_encryption = true
s2s_secure_auth = false
s2s_secure_domains = {{ {secure} }}
s2s_timeout = 15
ssl = {{ cafile = "{self.certs}/ca.pem" }}
authentication = "internal_hashed"
storage = "internal"
limits = {{}}
modules_enabled = {{ "roster", "saslauth", "tls", "dialback", "disco", "presence", "message", "iq", "c2s", "s2s", "s2s_auth_certs",
    "s2s_bidi", "offline", "ping", "time", "version", "vcard_legacy", "pep", "smacks", "register_ibr" }}
modules_disabled = {{ "admin_shell", "http" }}
allow_registration = true
min_seconds_between_registrations = 0
{hosts}""")
        os.makedirs(f"{self.dir}/data", exist_ok=True)
        return ["prosody", "-F", "--config", f"{self.dir}/prosody.cfg.lua"]



class Stand(Prosody):
    """Prosody in our place, to tell a wrong check from a wrong server."""

    name = "ours"
    secure = ["xs.prosody.example", "xs.ejabberd.example"]


class Ejabberd(Server):
    name = "ejabberd"
    def command(self):
        for folder in ("conf", "spool", "log"):
            os.makedirs(f"{self.dir}/{folder}", exist_ok=True)
        (self.dist,) = free_ports(1) if not hasattr(self, "dist") else (self.dist,)
        hosts = "\n".join(f"  - {host}" for host in self.hosts)
        files = "\n".join(f'  - "{self.certs}/{host}.both"' for host in self.hosts)
        self.write("conf/ejabberd.yml", f"""hosts:
{hosts}
certfiles:
{files}
ca_file: "{self.certs}/ca.pem"
loglevel: {'info' if self.level == 'debug' else self.level}
log_burst_limit_count: 100000
log_rotate_count: 0
listen:
  - port: {self.c2s}
    ip: "127.0.0.1"
    module: ejabberd_c2s
    starttls_required: true
  - port: {self.s2s}
    ip: "127.0.0.1"
    module: ejabberd_s2s_in
  - port: {self.s2s_tls}
    ip: "127.0.0.1"
    module: ejabberd_s2s_in
    tls: true
s2s_use_starttls: required
s2s_dns_timeout: 2
s2s_dns_retries: 2
s2s_max_retry_delay: 1
s2s_timeout: 60
auth_method: internal
default_db: mnesia
cache_life_time: 1
acl:
  local:
    user_regexp: ""
modules:
  mod_caps: {{}}
  mod_disco: {{}}
  mod_muc:
    host: "conference.@HOST@"
  mod_offline: {{}}
  mod_ping: {{}}
  mod_pubsub:
    plugins:
      - flat
      - pep
  mod_roster: {{}}
  mod_s2s_dialback: {{}}
  mod_stream_mgmt: {{}}
  mod_vcard: {{}}
  mod_version: {{}}
  mod_register:
    ip_access: all
    access: all
registration_timeout: infinity
auth_password_format: scram
shaper: {{}}
shaper_rules:
  max_user_sessions: 1000
  max_user_offline_messages: 1000
""")
        self.write("conf/ejabberdctl.cfg", f"""ERL_DIST_PORT={self.dist}
INET_DIST_INTERFACE=127.0.0.1
ERL_OPTIONS="-env ERL_CRASH_DUMP_BYTES 0"
""")
        self.write("conf/inetrc", f"""{{lookup, [file, dns]}}.
{{host, {{127,0,0,1}}, ["localhost"]}}.
{{resolv_conf, ""}}.
{{nameserver, {{127,0,0,1}}, {self.dns_port}}}.
{{edns, false}}.
{{cache_refresh, 1000}}.
""")
        return ejabberdctl(self.dir, f"fed{self.dist}@localhost", "foreground")

    def log(self):
        with open(os.path.join(self.dir, "log", "ejabberd.log"), encoding="utf-8", errors="replace") as file:
            return file.read()
