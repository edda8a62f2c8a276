#!/usr/bin/python3
"""Debian's certbot gets certificates from pebble, an ACME authority for tests, and this server takes them while it runs."""

import asyncio
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import urllib.error
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
WORK = sys.argv.pop(1)
os.environ.update(CHECK_PORT="0", CHECK_TLS_PORT="0", CHECK_CA="", CHECK_TIMEOUT="120")
sys.path[:0] = [os.path.join(ROOT, "conformance", name) for name in ("clients", "federation")]

import checks  # noqa: E402
from checks import Suite, equal, expect  # noqa: E402
from nameserver import NameServer  # noqa: E402

NAME = "capulet.example"
NAMES = [NAME, "conference." + NAME]
PROGRAM = os.environ.get("XMPPSERVER", os.path.join(ROOT, "artifacts", "bin", "Xmpp.Server", "release", "xmppserver"))
HOOK = os.path.join(ROOT, "deploy", "acme", "deploy-hook")
INSTALLED = os.path.join(WORK, "certificates")
ACME = os.path.join(WORK, "acme")
suite = Suite("acme")


def free_ports(count):
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [s.getsockname()[1] for s in held]
    for s in held:
        s.close()
    return ports


C2S, C2S_TLS, S2S, S2S_TLS, HTTPS, HTTP, OPERATOR, DIRECTORY, MANAGEMENT, UNUSED = free_ports(10)
ENVIRONMENT = {
    **os.environ, "XMPP_CONFIG": os.path.join(WORK, "server.toml"), "ACME_CERTIFICATES": INSTALLED, "ACME_GROUP": "root",
    "ACME_RELOAD": f"{PROGRAM} reload", "PEBBLE_VA_NOSLEEP": "1", "PEBBLE_WFE_NONCEREJECT": "0",
}


def run(*command):
    done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, timeout=100, check=False)
    expect(done.returncode == 0, f"{command[0]}: {(done.stdout + done.stderr)[-600:]}")
    return done.stdout + done.stderr


async def run_async(*command):
    return await asyncio.get_running_loop().run_in_executor(None, lambda: run(*command))


class Stage:
    """Name server, authority and server."""

    processes = []

    async def start(self):
        names = NameServer({("A", name): ["127.0.0.1"] for name in NAMES})
        await names.start()
        run(os.path.join(ROOT, "conformance", "make-certs"), f"{WORK}/authority", "localhost")
        config = {"pebble": {
            "listenAddress": f"127.0.0.1:{DIRECTORY}", "managementListenAddress": f"127.0.0.1:{MANAGEMENT}",
            "certificate": f"{WORK}/authority/localhost.pem", "privateKey": f"{WORK}/authority/localhost.key",
            "httpPort": HTTP, "tlsPort": UNUSED, "ocspResponderURL": "", "externalAccountBindingRequired": False}}
        with open(f"{WORK}/pebble.json", "w", encoding="utf-8") as f:
            json.dump(config, f)
        os.makedirs(ACME, exist_ok=True)
        run(HOOK, "init", NAME)
        with open(f"{WORK}/server.toml", "w", encoding="utf-8") as f:
            f.write(f"""data_directory = "{WORK}/data"
[[hosts]]
name = "{NAME}"
certificate = "{INSTALLED}/{NAME}/fullchain.pem"
key = "{INSTALLED}/{NAME}/privkey.pem"
[listeners]
c2s = ["127.0.0.1:{C2S}"]
c2s_tls = ["127.0.0.1:{C2S_TLS}"]
s2s = ["127.0.0.1:{S2S}"]
s2s_tls = ["127.0.0.1:{S2S_TLS}"]
https = ["127.0.0.1:{HTTPS}"]
http = ["127.0.0.1:{HTTP}"]
[web]
acme_challenges = "{ACME}"
[http]
listen = ["127.0.0.1:{OPERATOR}"]
""")
        await self._start("pebble", "pebble", "-config", f"{WORK}/pebble.json", "-dnsserver", f"127.0.0.1:{names.port}")
        self.server = await self._start("server", PROGRAM, "run")
        for port in (C2S, HTTPS, HTTP, DIRECTORY):
            await self._answers(port)

    async def _start(self, name, *command):
        with open(f"{WORK}/{name}.out", "w", encoding="utf-8") as out:
            process = await asyncio.create_subprocess_exec(*command, env=ENVIRONMENT, stdout=out, stderr=out)
        self.processes.append(process)
        return process

    @staticmethod
    async def _answers(port):
        for _ in range(300):
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                return writer.close()
            except OSError:
                await asyncio.sleep(0.1)
        raise checks.Unexpected(f"nobody listens on {port}")

    async def stop(self):
        for process in reversed(self.processes):
            if process.returncode is None:
                process.terminate()
                await process.wait()


stage = Stage()


async def certbot():
    """A certificate for the names, new in any case, and our hook."""
    return await run_async(
        "certbot", "certonly", "-n", "--agree-tos", "--register-unsafely-without-email", "--no-verify-ssl",
        "--server", f"https://127.0.0.1:{DIRECTORY}/dir", "--webroot", "-w", ACME, "--cert-name", NAME,
        *(word for name in NAMES for word in ("-d", name)), "--force-renewal", "--deploy-hook", HOOK,
        "--config-dir", f"{WORK}/certbot", "--work-dir", f"{WORK}/certbot-work", "--logs-dir", f"{WORK}/certbot-logs")


def serial_of(text):
    return int(re.search(r"serial=([0-9A-F]+)", text)[1], 16)


def installed():
    return serial_of(run("openssl", "x509", "-noout", "-serial", "-in", f"{INSTALLED}/{NAME}/fullchain.pem"))


def shown(port, *options):
    """The serial number on a listener (cases OPS-01)."""
    client = subprocess.run(
        ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-servername", NAME, *options], input=b"",
        capture_output=True, timeout=30, check=False)
    found = subprocess.run(["openssl", "x509", "-noout", "-serial"], input=client.stdout, capture_output=True, check=False)
    expect(found.returncode == 0, f"no certificate on {port}: {client.stderr.decode()[-300:]}")
    return serial_of(found.stdout.decode())


LISTENERS = {
    "c2s STARTTLS": (C2S, "-starttls", "xmpp", "-xmpphost", NAME), "c2s direct TLS": (C2S_TLS,),
    "s2s STARTTLS": (S2S, "-starttls", "xmpp-server", "-xmpphost", NAME), "s2s direct TLS": (S2S_TLS,), "https": (HTTPS,),
}


async def on_all_listeners():
    loop = asyncio.get_running_loop()
    return {name: await loop.run_in_executor(None, lambda way=way: shown(*way)) for name, way in LISTENERS.items()}


def on_all(serial):
    return {name: serial for name in LISTENERS}


async def get(port, path):
    """Status and body, the path as it is written here."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.0\r\nHost: {NAME}\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), body.decode(errors="replace")


class Memory:
    first = None
    stream = None


@suite.check("the first start is with the certificate that the hook has made")
async def _():
    await stage.start()
    Memory.first = installed()
    equal(await on_all_listeners(), on_all(Memory.first), "serial numbers")
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    Memory.stream = await asyncio.open_connection("127.0.0.1", C2S_TLS, ssl=context, server_hostname=NAME)


@suite.check("certbot is issued one by HTTP-01, and every listener has it without a restart")
async def _():
    await certbot()
    second = installed()
    expect(second != Memory.first, "the installed certificate is the old one")
    equal(await on_all_listeners(), on_all(second), "serial numbers")
    text = run("openssl", "x509", "-noout", "-ext", "subjectAltName", "-in", f"{INSTALLED}/{NAME}/fullchain.pem")
    for name in NAMES:
        expect("DNS:" + name in text, text)
    expect(stage.server.returncode is None, "the server has ended")
    Memory.first = second


@suite.check("a connection from before goes on")
async def _():
    reader, writer = Memory.stream
    writer.write(f"<?xml version='1.0'?><stream:stream to='{NAME}' xmlns='jabber:client' "
                 "xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>".encode())
    expect(b"<stream:stream" in await asyncio.wait_for(reader.read(4096), 10), "no answer")
    writer.close()


@suite.check("a renewed one takes its place")
async def _():
    await certbot()
    third = installed()
    expect(third != Memory.first, "the installed certificate is the old one")
    equal(await on_all_listeners(), on_all(third), "serial numbers")
    Memory.first = third


@suite.check("a broken one is refused, counted and named, and the old one stays")
async def _():
    folder = os.path.join(WORK, "broken")
    os.makedirs(folder, exist_ok=True)
    shutil.copy(f"{INSTALLED}/{NAME}/fullchain.pem", folder)
    run("openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", f"{folder}/privkey.pem")  # of no certificate
    lineage = os.path.join(folder, NAME)
    os.makedirs(lineage, exist_ok=True)
    for name in ("fullchain.pem", "privkey.pem"):
        shutil.move(os.path.join(folder, name), os.path.join(lineage, name))
    ENVIRONMENT["RENEWED_LINEAGE"] = lineage
    try:
        await run_async(HOOK)
    finally:
        del ENVIRONMENT["RENEWED_LINEAGE"]
    equal(await on_all_listeners(), on_all(Memory.first), "serial numbers")
    _, metrics = await get(OPERATOR, "/metrics")
    expect("\nxmpp_certificate_reload_failures_total 1" in metrics, "not counted once")
    with open(f"{WORK}/server.out", encoding="utf-8") as f:
        expect(f"new certificate for {NAME} refused" in f.read(), "not in the log")
    await certbot()
    equal(await on_all_listeners(), on_all(installed()), "serial numbers after a good one")


@suite.check("only tokens are answered, and only by the web server")
async def _():
    folder = os.path.join(ACME, ".well-known", "acme-challenge")
    os.makedirs(os.path.join(folder, "sub"), exist_ok=True)
    for name, text in (("to-ken_1", "to-ken_1.thumb"), ("a.b", "x"), ("sub/token", "x"), ("../secret", "x")):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
            f.write(text)
    os.symlink("/etc/passwd", os.path.join(folder, "link"))
    base = "/.well-known/acme-challenge/"
    equal(await get(HTTP, base + "to-ken_1"), (200, "to-ken_1.thumb"), "a token")
    for path in ("none", "a.b", "sub/token", "sub%2Ftoken", "../secret", "..%2Fsecret", "%2e%2e/secret", "link", "", "."):
        status, _ = await get(HTTP, base + path)
        expect(status in (400, 404), f"{path}: {status}")
    equal((await get(OPERATOR, base + "to-ken_1"))[0], 404, "on the operator's listener")


@suite.check("days left are in the metrics and in check")
async def _():
    _, metrics = await get(OPERATOR, "/metrics")
    days = float(re.search(r'xmpp_certificate_days_left\{host="capulet.example"\} ([\d.]+)', metrics)[1])
    expect(days > 1, f"{days} days")
    checked = subprocess.run([PROGRAM, "check"], env=ENVIRONMENT, capture_output=True, text=True, timeout=60, check=False)
    expect(re.search(rf"{re.escape(NAME)}.*\d+ days", checked.stdout), checked.stdout[-600:])


async def main():
    try:
        return await suite.run_async()
    finally:
        await stage.stop()


sys.exit(1 if asyncio.run(main()) else 0)
