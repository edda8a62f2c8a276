#!/usr/bin/python3
"""suite.py FOLDER [WORD...]: the commands of the Makefile that nothing else runs, and a start without ICU."""

import os
import re
import signal
import socket
import subprocess
import sys
import time

WORK = os.path.abspath(sys.argv[1])
ONLY = sys.argv[2:]
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.path.join(ROOT, "artifacts/bin/Xmpp.Server/release/xmppserver")
PATIENCE = 60
PATIENCE_WITH_BUILD = 400  # where what is built is not what stands there
STARTED = r"XmppServer: started version="


class Unexpected(Exception):
    """A command did something else than it says."""


def expect(condition, what):
    if not condition:
        raise Unexpected(what)


def free_ports(count):
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


def make(*words, typed=None, env=None):
    return subprocess.run(["make", "--no-print-directory", *words], cwd=ROOT, input=typed, capture_output=True, text=True,
                          timeout=PATIENCE, env=env)


class Play:
    """`make play` in a folder of its own, until it is ended as by Ctrl-C."""

    def __init__(self):
        self.port, tls, https, web, http = free_ports(5)
        self.log = os.path.join(WORK, "play.out")
        env = os.environ | {
            "PLAY_DIRECTORY": os.path.join(WORK, "play"), "PLAY_PORT": str(self.port), "PLAY_TLS_PORT": str(tls),
            "PLAY_HTTPS_PORT": str(https), "XMPP_LISTENERS__HTTP": f"127.0.0.1:{web}", "XMPP_HTTP__LISTEN": f"127.0.0.1:{http}"}
        with open(self.log, "w", encoding="utf-8") as out:
            self.process = subprocess.Popen(["make", "play"], cwd=ROOT, stdout=out, stderr=subprocess.STDOUT, env=env,
                                            stdin=subprocess.DEVNULL, start_new_session=True)

    def said(self):
        with open(self.log, encoding="utf-8") as out:
            return out.read()

    def wait(self):
        end = time.monotonic() + PATIENCE_WITH_BUILD
        while time.monotonic() < end:
            if re.search(STARTED, self.said()):
                return self
            expect(self.process.poll() is None, f"it ended: {self.said()[-500:]}")
            time.sleep(0.05)
        raise Unexpected(f"it has not started: {self.said()[-500:]}")

    def end(self):
        try:
            if self.process.poll() is None:
                os.killpg(self.process.pid, signal.SIGINT)
                self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            raise Unexpected("it does not end with Ctrl-C") from None
        finally:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)  # whatever a build that was cut off has left
            except ProcessLookupError:
                pass


def play_and_wire():
    """make play: the accounts of its three are there; make wire: logs in and shows both directions; the wire log is on"""
    play = Play()
    try:
        play.wait()
        for name in ("juliet", "romeo", "nurse"):
            wire = make("wire", f"AS={name} --server 127.0.0.1:{play.port}",
                        typed=f"<iq type='get' id='v-{name}' to='localhost'><query xmlns='jabber:iq:version'/></iq>\n")
            expect(wire.returncode == 0, f"{name}: status {wire.returncode}: {wire.stderr[-300:]}")
            expect(f"{name}@localhost/wire is logged in" in wire.stdout, f"{name}: {wire.stdout[-300:]}")
            expect(re.search(f"{name} -> <iq [^>]*id='v-{name}'", wire.stdout), f"{name} is not shown what went out: {wire.stdout}")
            expect(re.search(f"{name} <- <iq [^>]*id='v-{name}'.*<version>", wire.stdout), f"{name} is not shown the answer: {wire.stdout}")
            expect(re.search(f"Wire: .*<iq [^>]*id=.v-{name}.", play.said()), f"not in the wire log: {play.said()[-500:]}")
        expect(make("wire", f"AS=tybalt --server 127.0.0.1:{play.port}", typed="").returncode != 0, "tybalt has an account")
    finally:
        play.end()


def spec():
    """make spec: each section that tests cite, with the number of tests"""
    listed = make("spec")
    expect(listed.returncode == 0, listed.stderr[-300:])
    lines = listed.stdout.strip().splitlines()
    match = re.fullmatch(r"(\d+) sections, (\d+) citations", lines[-1])
    expect(match and int(match[1]) == len(lines) - 1 > 500, f"the last line is {lines[-1]!r} after {len(lines) - 1} lines")
    for document, section in (("RFC 6121", "8.5.2.1.1"), ("XEP-0191", "3.3")):
        expect(any(re.fullmatch(rf"{document}\s+{re.escape(section)}\s+\(\d+\)", line) for line in lines), f"{document} §{section} is missing")


def without_icu():
    """without ICU the server does not start, and says what is missing"""
    env = os.environ | {"DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1", "XMPP_DATA_DIRECTORY": os.path.join(WORK, "icu")}
    started = subprocess.run([PROGRAM, "run"], cwd=WORK, capture_output=True, text=True, timeout=PATIENCE, env=env)
    expect(started.returncode not in (0, -signal.SIGKILL), f"status {started.returncode}")
    expect("ICU" in started.stderr + started.stdout, f"it says {started.stderr + started.stdout}")
    expect(len((started.stderr + started.stdout).splitlines()) == 1, "more than one line")


def need_icu():
    """where ICU is missing, what builds installs it as root, and names it to who may not"""
    def needs(who, may_sudo):
        folder, mark = os.path.join(WORK, f"as-{who}"), os.path.join(WORK, f"as-{who}", "installed")
        os.makedirs(folder)
        stubs = {"id": f"echo {who}", "sudo": f"exit {0 if may_sudo else 1}", "apt-cache": "echo libicu72 - International Components",
                 "apt-get": f'[[ " $* " != *" install "*" libicu72 "* ]] || touch {mark}'}
        for name, body in stubs.items():
            with open(os.path.join(folder, name), "w", encoding="utf-8") as stub:
                stub.write(f"#!/bin/bash\n{body}\n")
            os.chmod(os.path.join(folder, name), 0o755)
        ran = subprocess.run(["bash", "-c", f". scripts/needs; has_icu() {{ [ -e {mark} ]; }}; need_icu"], cwd=ROOT, capture_output=True,
                             text=True, timeout=PATIENCE, env=os.environ | {"PATH": f"{folder}:{os.environ['PATH']}"})
        return ran, os.path.exists(mark)

    root, is_there = needs(0, False)
    expect(root.returncode == 0 and is_there and "installing libicu72" in root.stdout, f"root: {root}")
    user, is_there = needs(1000, False)
    expect(user.returncode == 1 and not is_there and "apt-get install libicu72" in user.stderr, f"a user: {user}")


failed = False
for check in (spec, without_icu, need_icu, play_and_wire):
    if ONLY and not any(word in check.__doc__ for word in ONLY):
        continue
    begun = time.monotonic()
    try:
        check()
        print(f"ok commands: {check.__doc__} ({time.monotonic() - begun:.1f} s)", flush=True)
    except (Unexpected, OSError, subprocess.TimeoutExpired) as reason:
        failed = True
        print(f"FAIL commands: {check.__doc__}: {reason}", flush=True)
sys.exit(1 if failed else 0)
