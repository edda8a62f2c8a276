"""The programs that data moves between, each with one host and its rooms, on free ports of loopback."""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.append(os.path.join(ROOT, "conformance", "peers"))
from ejabberdctl import ejabberdctl  # noqa: E402
PROGRAM = os.environ.get("XMPPSERVER", os.path.join(ROOT, "artifacts/bin/Xmpp.Server/release/xmppserver"))
HOST = "capulet.example"
ROOMS = f"conference.{HOST}"


class CommandFailed(Exception):
    """A program that was asked for something ended with another status than 0; has what it said."""


def free_ports(count):
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [s.getsockname()[1] for s in held]
    for s in held:
        s.close()
    return ports


async def run(*command, stdin=None, log=None):
    """What a program says, once it has ended well."""
    process = await asyncio.create_subprocess_exec(
        *command, stdin=stdin or subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=ROOT)
    said = (await process.communicate())[0].decode(errors="replace")
    if log:
        with open(log, "a", encoding="utf-8") as file:
            file.write(f"$ {' '.join(command)}\n{said}")
    if process.returncode != 0:
        raise CommandFailed(f"{os.path.basename(command[0])} {command[1]}: status {process.returncode}: {said.strip()[-600:]}")
    return said


class Server:
    """One program with data and logs of its own."""

    running = []

    def __init__(self, work, name):
        self.name = name
        self.dir = os.path.join(work, name)
        self.certs = os.path.join(work, "certs")
        shutil.rmtree(self.dir, ignore_errors=True)
        os.makedirs(self.dir)
        self.port, self.web = free_ports(2)
        self.process = None

    def path(self, *names):
        return os.path.join(self.dir, *names)

    def write(self, name, text):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)

    def command(self):
        raise NotImplementedError

    async def start(self):
        with open(self.path("output.log"), "a", encoding="utf-8") as out:
            self.process = subprocess.Popen(self.command(), stdin=subprocess.DEVNULL, stdout=out, stderr=out, cwd=ROOT, start_new_session=True)
        Server.running.append(self)
        for _ in range(600):
            if self.process.poll() is not None:
                with open(self.path("output.log"), encoding="utf-8") as out:
                    raise RuntimeError(f"{self.name} ended with {self.process.returncode}: {out.read()[-300:]}")
            with socket.socket() as s:
                if s.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            await asyncio.sleep(0.05)
        raise RuntimeError(f"{self.name} does not listen; see {self.dir}")

    async def stop(self, kill=False):
        if self in Server.running:
            Server.running.remove(self)
        if self.process is None or self.process.poll() is not None:
            return
        for one in (signal.SIGKILL,) if kill else (signal.SIGTERM, signal.SIGKILL):
            os.killpg(self.process.pid, one)
            for _ in range(300):
                if self.process.poll() is not None:
                    return
                await asyncio.sleep(0.05)

    async def __aenter__(self):
        return await self.start()

    async def __aexit__(self, *_):
        await self.stop()


class Ours(Server):
    def __init__(self, work, name, storage='engine = "sqlite"', more=""):
        super().__init__(work, name)
        self.storage, self.more = storage, more

    @property
    def data(self):
        return self.path("data")

    def configure(self):
        self.write("server.toml", f"""data_directory = "{self.data}"
[[hosts]]
name = "{HOST}"
certificate = "{self.certs}/{HOST}.pem"
key = "{self.certs}/{HOST}.key"
[listeners]
c2s = ["127.0.0.1:{self.port}"]
c2s_tls = []
s2s = []
https = []
http = ["127.0.0.1:{self.web}"]
[http]
listen = []
[federation]
enabled = false
[registration]
enabled = true
per_address_per_hour = 100000
per_hour = 100000
[sasl]
iterations = 4096
[limits]
bytes_per_second = 0
stanzas_per_second = 0
connections_per_address = 0
unauthenticated_per_address = 0
[storage]
{self.storage}
{self.more}
""")

    def command(self):
        self.configure()
        return [PROGRAM, "run", "--config", self.path("server.toml")]

    async def ask(self, *words, line=None):
        """line: what it reads on its standard input."""
        if not os.path.exists(self.path("server.toml")):
            self.configure()
        if line is None:
            return await run(PROGRAM, *words, "--config", self.path("server.toml"), log=self.path("commands.log"))
        self.write("line.txt", line + "\n")
        with open(self.path("line.txt"), encoding="utf-8") as file:
            return await run(PROGRAM, *words, "--config", self.path("server.toml"), stdin=file, log=self.path("commands.log"))


class Prosody(Server):
    """storage: "internal", or "sql" in a SQLite file; xep0227: the stores that are kept in that format."""

    XEP0227 = ("accounts", "roster", "vcard", "private")

    def __init__(self, work, name, password_hash="SHA-256", storage="internal", is_portable=False):
        super().__init__(work, name)
        self.hash, self.storage, self.is_portable = password_hash, storage, is_portable

    def command(self):
        # Nothing else can be kept by its module for XEP-0227: not roles, which it cannot run without, nor what waits offline.
        stores = "".join(f'{store} = "xep0227"; ' for store in self.XEP0227) if self.is_portable else ""
        self.write("prosody.cfg.lua", f"""run_as_root = true
pidfile = "{self.dir}/prosody.pid"
data_path = "{self.dir}/data"
log = {{ info = "{self.dir}/server.log" }}
certificates = "{self.certs}"
interfaces = {{ "127.0.0.1" }}
c2s_ports = {{ {self.port} }}
c2s_direct_tls_ports = {{}}
s2s_ports = {{}}
http_ports = {{}}
https_ports = {{}}
authentication = "internal_hashed"
password_hash = "{self.hash}"
default_storage = "{self.storage}"
storage = {{ {stores} }}
sql = {{ driver = "SQLite3"; database = "prosody.sqlite" }}
limits = {{}}
modules_enabled = {{ "roster", "saslauth", "tls", "disco", "presence", "message", "iq", "c2s", "offline", "private", "vcard", "pep",
    "ping", "register_ibr", "blocklist", "mam" }}
modules_disabled = {{ "admin_shell", "http", "s2s" }}
default_archive_policy = true
allow_registration = true
min_seconds_between_registrations = 0
VirtualHost "{HOST}"
ssl = {{ certificate = "{self.certs}/{HOST}.pem", key = "{self.certs}/{HOST}.key" }}
Component "{ROOMS}" "muc"
modules_enabled = {{ "muc_mam" }}
restrict_room_creation = false
muc_room_allow_persistent = true
muc_log_by_default = true
component_admins_as_room_owners = false
""")
        os.makedirs(self.path("data"), exist_ok=True)
        return ["prosody", "-F", "--config", self.path("prosody.cfg.lua")]


class Ejabberd(Server):
    """storage: "mnesia", "sqlite", or the lines of its configuration for MySQL; password_format: "plain" or "scram"."""

    SQLITE = """sql_type: sqlite
sql_database: "{dir}/spool/ejabberd.db"
"""

    def __init__(self, work, name, storage="mnesia", password_format="scram", password_hash="sha", more=""):
        super().__init__(work, name)
        self.is_sql = storage != "mnesia"
        self.storage = self.SQLITE.format(dir=self.dir) if storage == "sqlite" else storage if self.is_sql else ""
        self.format, self.hash, self.more = password_format, password_hash, more

    def command(self):
        for folder in ("conf", "spool", "log", "exchange"):
            os.makedirs(self.path(folder), exist_ok=True)
        (self.dist,) = free_ports(1)
        with open(self.path("both.pem"), "w", encoding="utf-8") as both:
            for end in ("pem", "key"):
                with open(f"{self.certs}/{HOST}.{end}", encoding="utf-8") as part:
                    both.write(part.read())
        self.write("conf/ejabberd.yml", f"""hosts:
  - {HOST}
certfiles:
  - "{self.path('both.pem')}"
loglevel: info
log_rotate_count: 0
listen:
  - port: {self.port}
    ip: "127.0.0.1"
    module: ejabberd_c2s
    starttls_required: true
auth_method: {'sql' if self.is_sql else 'internal'}
auth_password_format: {self.format}
auth_scram_hash: {self.hash}
default_db: {'sql' if self.is_sql else 'mnesia'}
{self.storage}{self.more}
registration_timeout: infinity
acl:
  local:
    user_regexp: ""
modules:
  mod_admin_extra: {{}}
  mod_blocking: {{}}
  mod_caps: {{}}
  mod_disco: {{}}
  mod_last: {{}}
  mod_mam:
    default: always
  mod_muc:
    host: "conference.@HOST@"
    default_room_options:
      mam: true
  mod_offline: {{}}
  mod_ping: {{}}
  mod_privacy: {{}}
  mod_private: {{}}
  mod_push: {{}}
  mod_pubsub:
    plugins:
      - flat
      - pep
  mod_register:
    ip_access: all
    access: all
  mod_roster: {{}}
  mod_vcard: {{}}
shaper: {{}}
shaper_rules:
  max_user_sessions: 1000
  max_user_offline_messages: 1000
""")
        self.write("conf/ejabberdctl.cfg", f"""ERL_DIST_PORT={self.dist}
INET_DIST_INTERFACE=127.0.0.1
ERL_OPTIONS="-env ERL_CRASH_DUMP_BYTES 0"
""")
        self.write("conf/inetrc", '{lookup, [file]}.\n{host, {127,0,0,1}, ["localhost"]}.\n')
        return self.words("foreground")

    def words(self, *words):
        return ejabberdctl(self.dir, f"data{self.dist}@localhost", *words)

    async def ask(self, *words):
        return await run(*self.words(*words), log=self.path("commands.log"))
