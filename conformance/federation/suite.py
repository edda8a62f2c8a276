#!/usr/bin/python3
"""This server beside Debian's Prosody and ejabberd: each pair of hosts in both directions, on the wires of link.py."""

import asyncio
import os
import re
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
WORK = sys.argv.pop(1)
os.environ.update(CHECK_PORT="0", CHECK_TLS_PORT="0", CHECK_CA=f"{WORK}/certs/bundle.pem", CHECK_TIMEOUT="25")
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "clients")]

from slixmpp.exceptions import IqError  # noqa: E402

import checks  # noqa: E402
import slixmpp_client  # noqa: E402
from checks import equal, expect  # noqa: E402
from link import Link  # noqa: E402
from nameserver import NameServer  # noqa: E402
from servers import KINDS, Ejabberd, Ours, Prosody, Stand  # noqa: E402

OURS = Ours if os.environ.get("CHECK_SERVER", "ours") == "ours" else Stand
suite = checks.Suite("federation")
PEERS = ("prosody", "ejabberd")
servers, links = {}, {}
names = NameServer({})


def check(title):
    def add(function):
        async def closing():
            try:
                await function()
            finally:
                await slixmpp_client.close_all()
                for link in links.values():
                    link.release()
        return suite.check(title)(closing)
    return add


def account(server, kind, peer, role=""):
    """Each check has accounts of its own, so that rosters and offline messages are its own, too."""
    return f"{peer}{role}", servers[server].host(kind)


def address(server, kind, peer, role=""):
    return "@".join(account(server, kind, peer, role))


async def log_in(server, kind, peer, role=""):
    local, host = account(server, kind, peer, role)
    # fast_tls gives a client another channel binding than Python sees, so no -PLUS.
    return await slixmpp_client.log_in(local, "here", mechanism="SCRAM-SHA-1", domain=host, port=servers[server].c2s,
                                       ca=None if kind == "xs" else checks.CA)


async def answer(iq):
    """The condition of an error, or 'result'."""
    try:
        await iq
    except IqError as e:
        return e.iq["error"]["condition"]
    return "result"


async def error_of(client, to, body):
    """Sends a message that cannot arrive; the condition that comes back, with the id that was sent."""
    message = client.make_message(to, body, mtype="chat")
    message["id"] = f"id-{body}"
    message.send()
    error = await client.next(f"error for '{body}'", lambda s: s.name == "message" and s["type"] == "error" and s["id"] == f"id-{body}")
    expect(error["from"].full == to, f"the error comes from {error['from']} instead of {to}")
    return error["error"]["condition"]


async def chat(one, other, body):
    one.send_message(other.full, body, mtype="chat")
    await other.message(body)


async def befriend(a, b):
    for one, other in ((a, b), (b, a)):
        one.send_presence_subscription(pto=other.bare, ptype="subscribe")
        await other.presence("subscribe", one.bare)
        other.send_presence_subscription(pto=one.bare, ptype="subscribed")
        await one.presence("subscribed", other.bare)
    await a.presence("available", b.full)
    await b.presence("available", a.full)


def conversation(peer, kind):
    @check(f"{peer}, {KINDS[kind]}: subscription, presence, chat, requests, both ways")
    async def _():
        a, b = await log_in("ours", kind, peer), await log_in(peer, kind, peer)
        await befriend(a, b)
        await chat(a, b, "a to b")
        await chat(b, a, "b to a")
        for i in range(20):
            a.send_message(b.full, f"row {i}", mtype="chat")
        for i in range(20):
            got = await b.next("message of the row", lambda s: s.name == "message" and s["body"].startswith("row"))
            equal(got["body"], f"row {i}", "order")
        for one, other in ((a, b), (b, a)):
            domain = other.boundjid.domain
            equal(await answer(one["xep_0199"].send_ping(domain, timeout=10)), "result", f"ping of {domain}")
            info = await one["xep_0030"].get_info(jid=domain, timeout=10)
            expect("server" in {i[0] for i in info["disco_info"]["identities"]}, f"{domain} says it is no server")
            version = await one["xep_0092"].get_version(domain, timeout=10)
            expect(version["software_version"]["name"], f"{domain} has no name")
            card = other["xep_0054"].make_vcard()
            card["FN"] = f"{other.bare} & Co"
            await other["xep_0054"].publish_vcard(card, timeout=10)
            got = await one["xep_0054"].get_vcard(jid=other.bare, timeout=10)
            equal(got["vcard_temp"]["FN"], f"{other.bare} & Co", "name on the card")
        b.send_presence(pshow="dnd", pstatus="Über & out")
        got = await a.next("presence with a status", lambda s: s.name == "presence" and s["status"] == "Über & out")
        equal(got["show"], "dnd", "show")
        full = b.full
        await b.log_out()
        await a.presence("unavailable", full)


def offline(peer, kind):
    @check(f"{peer}, {KINDS[kind]}: messages wait for who is offline, both ways")
    async def _():
        for here, there in (("ours", peer), (peer, "ours")):
            a = await log_in(here, kind, peer, "-off")
            a.send_message(address(there, kind, peer, "-off"), f"while {there} is away", mtype="chat")
            await a.barrier()
            await a["xep_0199"].send_ping(servers[there].host(kind), timeout=10)  # behind the message
            b = await log_in(there, kind, peer, "-off")
            got = await b.message(f"while {there} is away")
            expect(got.xml.find("{urn:xmpp:delay}delay") is not None, "no time in it")
            await slixmpp_client.close_all()


def method(peer, kind):
    @check(f"{peer}, {KINDS[kind]}: both servers say so")
    async def _():
        log, ours, theirs = servers[peer].log(), servers["ours"].host(kind), servers[peer].host(kind)
        # ejabberd wants a certificate for clients, too, from a server that connects to it: then it has to be dialback.
        external = kind[0] == "e" or kind[0] == "p" and peer == "prosody"
        if peer == "ejabberd":
            for way, pair in (("inbound", f"{ours} -> {theirs}"), ("outbound", f"{theirs} -> {ours}")):
                word = "EXTERNAL" if external or kind[0] == "p" and way == "outbound" else "dialback"
                expect(f"Accepted {way} s2s {word} authentication {pair}" in log, f"no {way} {word}")
        else:
            accepted = f"Accepting SASL EXTERNAL identity from {ours}" in log
            equal(accepted, external, "Prosody has taken our certificate")
            if not external:
                expect(f"from {ours}" in log or ours in log, "nothing of us in the log")
        if OURS is Stand:
            return
        own = servers["ours"].log()
        word = "certificate" if external else "dialback"
        expect(re.search(f"{re.escape(theirs)}[^\n]*{word}", own), f"our log does not say {word} for {theirs}")


def errors(peer):
    @check(f"{peer}: what cannot arrive comes back with the right error, once")
    async def _():
        a, b = await log_in("ours", "es", peer), await log_in(peer, "es", peer)
        theirs, ours = servers[peer].host("es"), servers["ours"].host("es")
        equal(await answer(a["xep_0092"].get_version(f"nobody@{theirs}", timeout=10)), "service-unavailable", "request to no account there")
        equal(await answer(b["xep_0092"].get_version(f"nobody@{ours}", timeout=10)), "service-unavailable", "request to no account here")
        equal(await error_of(a, f"someone@nowhere.{peer}.example", "no such domain"), "remote-server-not-found", "no such domain")
        equal(await error_of(a, f"someone@none.{peer}.example", "no service"), "remote-server-not-found", "'.' as SRV target")
        expect(await error_of(a, f"someone@stranger.{peer}.example", "host") in
               ("remote-server-not-found", "remote-server-timeout", "item-not-found"), "host that it does not have")
        equal(await error_of(a, f"someone@refused.{peer}.example", "refused"), "remote-server-timeout", "nobody listens")
        await chat(a, b, "still there")
        a.nothing("second error", lambda s: s.name == "message" and s["type"] == "error")


def other_spelling(peer):
    @check(f"{peer}: names in other spellings are the same names")
    async def _():
        a, b = await log_in("ours", "es", peer), await log_in(peer, "es", peer)
        a.send_message(b.full.replace(b.boundjid.domain, b.boundjid.domain.upper()), "UPPER", mtype="chat")
        await b.message("UPPER")


def expired(peer):
    @check(f"{peer}: an expired certificate where a valid one is asked for")
    async def _():
        a, b = await log_in("ours", "es", peer), await log_in(peer, "es", peer)
        # Ours asks for a certificate from xs.PEER (server.toml).
        expect(await error_of(a, address(peer, "xs", peer), "expired") in ("remote-server-timeout", "remote-server-not-found"), "condition")
        expect(OURS is Stand or re.search(r"xs\." + peer + r"[^\n]*expired", servers["ours"].log()), "our log does not say that it has expired")
        await chat(a, b, "others are not affected")


def expired_ours(peer):
    @check(f"{peer}: our expired certificate, by dialback or not at all as the peer says")
    async def _():
        a = await log_in("ours", "xs", peer)
        if peer == "prosody":  # asks for a valid certificate from xs.ours
            expect(await error_of(a, address(peer, "es", peer), "refused") in ("remote-server-timeout", "remote-server-not-found"), "condition")
        else:
            b = await log_in(peer, "es", peer)
            await chat(a, b, "by dialback")


def cut(peer, kind):
    @check(f"{peer}, {KINDS[kind]}: links cut in mid-conversation, both ways go on")
    async def _():
        a, b = await log_in("ours", kind, peer), await log_in(peer, kind, peer)
        await chat(a, b, "before")
        await chat(b, a, "before, too")
        sent = []
        for i in range(30):
            if i == 10:
                for link in links.values():
                    link.cut()
            message = a.make_message(b.full, f"number {i}", mtype="chat")
            message["id"] = f"number-{i}"
            message.send()
            sent.append(f"number {i}")
            await asyncio.sleep(0.02)
        arrived, refused = [], []
        deadline = time.monotonic() + 10
        while len(arrived) + len(refused) < 30 and time.monotonic() < deadline:
            await asyncio.sleep(0.1)
            arrived = [s["body"] for s in b.arrivals if s.name == "message" and s["body"].startswith("number")]
            refused = [s["id"].replace("-", " ") for s in a.arrivals if s.name == "message" and s["type"] == "error"]
        equal(arrived, sorted(set(arrived), key=sent.index), "arrivals, each once and in order")
        expect(not set(arrived) & set(refused), f"delivered and refused: {set(arrived) & set(refused)}")
        lost = [m for m in sent if m not in arrived and m not in refused]
        if peer == "prosody":  # has stream management between servers: nothing is lost
            equal((lost, refused), ([], []), "lost and refused")
        else:  # what was written to a link that broke is not known to have arrived (cases S2S-07)
            expect(len(lost) <= 5, f"lost: {lost}")
        await chat(b, a, "after")
        await chat(a, b, "after, too")


def restart(peer):
    @check(f"{peer} restarts: errors or arrival, then everything as before")
    async def _():
        a, b = await log_in("ours", "es", peer), await log_in(peer, "es", peer)
        await chat(a, b, "before")
        await slixmpp_client.close_all()
        await servers[peer].stop(kill=True)
        a = await log_in("ours", "es", peer)
        equal(await error_of(a, address(peer, "es", peer), "down"), "remote-server-timeout", "condition while it is down")
        await servers[peer].start()
        b = await log_in(peer, "es", peer)
        for attempt in range(20):  # our back-off is at most half a second here
            a.send_message(b.full, f"up {attempt}", mtype="chat")
            try:
                await asyncio.wait_for(b._next(lambda s: s.name == "message" and s["body"].startswith("up")), 1)
                break
            except asyncio.TimeoutError:
                pass
        else:
            raise checks.Unexpected("nothing arrives after the restart")
        await chat(b, a, "back")


def silent(peer):
    @check(f"{peer} falls silent: noticed, and the next messages take a new link")
    async def _():
        a, b = await log_in("ours", "es", peer), await log_in(peer, "es", peer)
        await chat(a, b, "before")
        held = links[peer]
        held.hold()
        sent = a.make_message(b.full, "into the void", mtype="chat")
        sent["id"] = "void"
        sent.send()
        void = lambda s: s.name == "message" and s["id"] == "void"  # noqa: E731
        began = time.monotonic()
        error = asyncio.ensure_future(a.next("word of the message", void))
        try:
            got = await error
            expect(got["error"]["condition"] == "remote-server-timeout", f"condition {got['error']['condition']}")
        finally:
            held.release()
        expect(time.monotonic() - began < 13, "took too long")
        held.cut()
        await asyncio.sleep(0.6)
        await chat(a, b, "after")
        await chat(b, a, "after, too")


for peer in PEERS:
    for kind in KINDS:
        conversation(peer, kind)
        offline(peer, kind)
        method(peer, kind)
    errors(peer)
    other_spelling(peer)
    expired(peer)
    expired_ours(peer)
    for kind in ("es", "dt"):
        cut(peer, kind)
    silent(peer)
    restart(peer)


def zone():
    """SRV records of every host, leading to the wires. ejabberd asks the system for addresses, so the target is localhost."""
    records = {("A", "localhost"): ["127.0.0.1"]}
    for server in servers.values():
        for kind in server.kinds:
            host = server.host(kind)
            if kind[1] == "s":
                records["SRV", f"_xmpp-server._tcp.{host}"] = [(10, 0, links[server.name].port, "localhost")]
            else:
                records["SRV", f"_xmpps-server._tcp.{host}"] = [(10, 0, links[server.name + "-tls"].port, "localhost")]
        name = server.name
        records["SRV", f"_xmpp-server._tcp.none.{name}.example"] = [(0, 0, 0, ".")]
        records["SRV", f"_xmpp-server._tcp.stranger.{name}.example"] = [(0, 0, links[name].port, "localhost")]
        records["SRV", f"_xmpp-server._tcp.refused.{name}.example"] = [(0, 0, 1, "localhost")]
    return records


async def prepare():
    await names.start()
    for kind in (OURS, Prosody, Ejabberd):
        servers[kind.name] = kind(WORK, names.port)
    hosts = [host for server in servers.values() for host in server.hosts]
    subprocess.run([f"{HERE}/make-certs", f"{WORK}/certs", *hosts], check=True)
    for server in servers.values():
        for suffix, port in (("", server.s2s), ("-tls", server.s2s_tls)):
            links[server.name + suffix] = Link(port)
            await links[server.name + suffix].start()
    names.records = zone()
    await asyncio.gather(*(server.start() for server in servers.values()))
    loop = asyncio.get_running_loop()
    await asyncio.gather(*(loop.run_in_executor(None, server.add_accounts, accounts_of(server)) for server in servers.values()))


def accounts_of(server):
    roles = ("", "-off")
    peers = PEERS if server.name == "ours" else (server.name,)
    return [(peer + role, server.host(kind), checks.password_of(peer + role))
            for peer in peers for kind in server.kinds for role in (roles if kind != "xs" else ("",))]


async def main():
    try:
        began = time.monotonic()
        await prepare()
        print(f"-- three servers, ready after {time.monotonic() - began:.1f} s", flush=True)
        return await suite.run_async()
    finally:
        await asyncio.gather(*(server.stop() for server in servers.values()))


sys.exit(1 if asyncio.run(main()) else 0)
