#!/usr/bin/python3
"""This server beside Debian's Prosody and ejabberd: each pair of hosts in both directions, on the wires of link.py."""

import asyncio
import os
import re
import sys
import time
import xml.etree.ElementTree as ET

HERE = os.path.dirname(os.path.abspath(__file__))
WORK = sys.argv.pop(1)
os.environ.update(CHECK_PORT="0", CHECK_TLS_PORT="0", CHECK_CA=f"{WORK}/certs/bundle.pem", CHECK_TIMEOUT="25")
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "clients")]

from slixmpp.exceptions import IqError  # noqa: E402

import checks  # noqa: E402
import events  # noqa: E402
import rooms  # noqa: E402
import slixmpp_client  # noqa: E402
import stage  # noqa: E402
from checks import equal, expect  # noqa: E402
from servers import KINDS, Ours, Stand  # noqa: E402
from stage import OURS, PEERS, address, links, log_in, servers  # noqa: E402

suite = checks.Suite("federation")


def check(title):
    def add(function):
        async def closing():
            began = {server.name: len(server.log()) for server in servers.values()}
            try:
                await function()
            except BaseException:
                for server in servers.values():
                    for line in server.log()[began[server.name]:].split("\n")[-20:]:
                        print(f"   {server.name}: {line[:250]}")
                raise
            finally:
                await slixmpp_client.close_all()
                for link in links.values():
                    link.release()
        return suite.check(title)(closing)
    return add


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


async def chat_again(one, other, body):
    """After a failure a peer refuses at once for a while: asks until a message arrives."""
    for attempt in range(20):
        one.send_message(other.full, f"{body} {attempt}", mtype="chat")
        try:
            return await asyncio.wait_for(other._next(lambda s: s.name == "message" and s["body"].startswith(body)), 0.7)
        except asyncio.TimeoutError:
            pass
    raise checks.Unexpected(f"no '{body}' of {one.full} arrives")


async def tell(one, other, kind):
    """Presence of a subscription. What comes back is sent again: ejabberd loses answers of its resolver under load."""
    def refused(stanza):
        return stanza.name == "presence" and stanza["type"] == "error" and stanza["from"].bare == other.bare
    for attempt in range(3):
        one.send_presence_subscription(pto=other.bare, ptype=kind)
        arrival = asyncio.ensure_future(other.presence(kind, one.bare))
        while not arrival.done() and not any(map(refused, one.arrivals)):
            await asyncio.sleep(0.05)
        if arrival.done():
            return arrival.result()
        arrival.cancel()
        error = next(filter(refused, one.arrivals))
        one.arrivals.remove(error)
        condition = error["error"]["condition"]
        expect(condition == "remote-server-timeout" and attempt < 2, f"'{kind}' of {one.bare} is refused: {condition}")


async def befriend(a, b):
    for one, other in ((a, b), (b, a)):
        await tell(one, other, "subscribe")
        await tell(other, one, "subscribed")
    await a.presence("available", b.full)
    await b.presence("available", a.full)


async def written(server, matches, what):
    """Lines of a log come after what they tell of."""
    for _ in range(100):
        if found := matches(servers[server].log()):
            return found
        await asyncio.sleep(0.05)
    raise checks.Unexpected(what)


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
            version = await one["xep_0092"].get_version(other.full, timeout=10)
            equal(version["from"].full, other.full, "who answers a request to a client")
            question = one.make_message(other.full, "got it?", mtype="chat")
            question["id"] = f"asks-{one.boundjid.user}"
            ET.SubElement(question.xml, "{urn:xmpp:receipts}request")
            question.send()
            asked = await other.message("got it?")
            expect(asked.xml.find("{urn:xmpp:receipts}request") is not None, "no request for a receipt")
            receipt = other.make_message(asked["from"], mtype="chat")
            ET.SubElement(receipt.xml, "{urn:xmpp:receipts}received", id=asked["id"])
            receipt.send()
            await one.next("receipt", lambda s: s.name == "message"
                           and (r := s.xml.find("{urn:xmpp:receipts}received")) is not None and r.get("id") == question["id"])
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
        ours, theirs = servers["ours"].host(kind), servers[peer].host(kind)
        # ejabberd wants a certificate for clients, too, from a server that connects to it: then it has to be dialback.
        towards, back = ("EXTERNAL" if kind[0] != "d" else "dialback",) * 2
        if kind[0] == "p" and peer == "ejabberd":
            towards = "dialback"
        if peer == "ejabberd":
            await written(peer, lambda log: f"Accepted inbound s2s {towards} authentication {ours} -> {theirs}" in log, f"no inbound {towards}")
            await written(peer, lambda log: f"Accepted outbound s2s {back} authentication {theirs} -> {ours}" in log, f"no outbound {back}")
        elif towards == "EXTERNAL":
            await written(peer, lambda log: f"Accepting SASL EXTERNAL identity from {ours}" in log, "Prosody has not taken our certificate")
        else:
            expect(f"Accepting SASL EXTERNAL identity from {ours}" not in servers[peer].log(), "Prosody has taken our certificate")
        if OURS is Ours:
            found = re.findall(rf"server stream ready [^\n]*direction=(\w+) [^\n]*remote={re.escape(theirs)} [^\n]*method=(\w+)", servers["ours"].log())
            wrong = [(way, word) for way, word in found if word != (towards if way == "out" else back)]
            expect(found and not wrong, f"our log says {found}")


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
        if OURS is Ours:
            said = re.compile(r"xs\." + peer + r"[^\n]*expired")
            await written("ours", said.search, "our log does not say that it has expired")
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


async def send_through_cut(sender, receiver, has_acks=False, is_theirs=False):
    """
    Thirty messages while every link is cut once; what was refused, what is lost. What was not acknowledged is sent again, as
    neither peer lets streams be resumed; without acknowledgements everything comes once at most.
    """
    sent = [f"number {i}" for i in range(30)]
    for i, body in enumerate(sent):
        if i == 10:
            for link in links.values():
                link.cut()
        message = sender.make_message(receiver.full, body, mtype="chat")
        message["id"] = body.replace(" ", "-")
        message.send()
        await asyncio.sleep(0.02)
    arrived, refused = [], []
    deadline = time.monotonic() + 8
    while len(arrived) + len(refused) < 30 and time.monotonic() < deadline:
        await asyncio.sleep(0.1)
        arrived = [s["body"] for s in receiver.arrivals if s.name == "message" and s["body"].startswith("number")]
        refused = [s["id"].replace("-", " ") for s in sender.arrivals if s.name == "message" and s["type"] == "error"]
    if not is_theirs:
        once = sorted(set(arrived), key=sent.index)
        equal(list(dict.fromkeys(arrived)) if has_acks else arrived, once, "arrivals, in order")
        again = [body for i, body in enumerate(arrived) if body in arrived[:i]]
        expect(again == [body for body in sent if body in again] and len(again) <= 10, f"arrivals once more: {again}")
        expect(not set(arrived) & set(refused), f"delivered and refused: {set(arrived) & set(refused)}")
    return [body for body in sent if body not in arrived and body not in refused], refused


def cut(peer, kind):
    @check(f"{peer}, {KINDS[kind]}: links cut in mid-conversation from here")
    async def _():
        a, b = await log_in("ours", kind, peer), await log_in(peer, kind, peer)
        await chat(a, b, "before")
        # Prosody has stream management between servers, and offers it after EXTERNAL only: then nothing is lost.
        has_acks = peer == "prosody" and kind[0] != "d"
        lost, refused = await send_through_cut(a, b, has_acks)
        if has_acks:
            equal((lost, refused), ([], []), "lost and refused")
        else:  # what was written to a link that broke is not known to have arrived (cases S2S-07)
            expect(len(lost) <= 5, f"lost: {lost}")
        await chat(b, a, "after")
        await chat(a, b, "after, too")

    @check(f"{peer}, {KINDS[kind]}: links cut in mid-conversation from there")
    async def _():
        a, b = await log_in("ours", kind, peer), await log_in(peer, kind, peer)
        await chat(b, a, "before")
        # What is lost, in which order it comes again, and what is refused that had arrived, is the peer's business (Prosody
        # takes two streams at once).
        lost, _ = await send_through_cut(b, a, is_theirs=True)
        expect(len(lost) <= 5, f"lost: {lost}")
        await chat_again(b, a, "after")
        await chat(a, b, "after, too")


def features(peer):
    @check(f"{peer}: carbons, archive and blocking with people over there")
    async def _():
        a, b = await log_in("ours", "ps", peer), await log_in(peer, "ps", peer)
        second = await slixmpp_client.log_in(peer, "second", mechanism="SCRAM-SHA-1", domain=servers["ours"].host("ps"),
                                             port=servers["ours"].c2s)
        await second["xep_0280"].enable()
        await chat(a, b, "copied out")
        await second.carbon("sent", "copied out")
        await chat(b, a, "copied in")
        await second.carbon("received", "copied in")
        page = await a["xep_0313"].retrieve(with_jid=b.boundjid.bare, timeout=10, rsm={"max": 50})
        kept = [m["mam_result"]["forwarded"]["stanza"]["body"] for m in page["mam"]["results"]]
        expect(kept[-2:] == ["copied out", "copied in"], f"in the archive: {kept}")
        await a["xep_0191"].block([b.boundjid.bare])
        equal(await error_of(b, a.full, "blocked"), "service-unavailable", "what the blocked one is told")
        a.nothing("blocked message", lambda s: s.name == "message" and s["body"] == "blocked")
        await a["xep_0191"].unblock([b.boundjid.bare])
        await chat(b, a, "unblocked")

    @check(f"{peer}: presence of those who come later, end of a subscription, presence that is directed")
    async def _():
        a, b = await log_in("ours", "ds", peer), await log_in(peer, "ds", peer)  # subscribed by the conversation
        await a.presence("available", b.full)
        await b.log_out()
        await a.presence("unavailable", b.full)
        b = await log_in(peer, "ds", peer)
        await b.presence("available", a.full)  # the probe was answered
        await a.presence("available", b.full)
        await a.del_roster_item(b.bare)
        await b.presence("unavailable", a.full)
        await b.presence("unsubscribed", a.bare)
        a.send_presence(pto=b.full, pstatus="directed")
        await b.next("directed presence", lambda s: s.name == "presence" and s["status"] == "directed")
        await a.log_out()
        await b.presence("unavailable", a.full)


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
        await chat_again(a, b, "up")
        await chat_again(b, a, "back")


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
        if peer == "prosody":  # acknowledges (XEP-0198): what it does not acknowledge in time comes back
            began = time.monotonic()
            error = await a.next("word of the message", lambda s: s.name == "message" and s["id"] == "void")
            equal(error["error"]["condition"], "remote-server-timeout", "condition")
            expect(time.monotonic() - began < 12, "took too long")
        held.release()
        held.cut()
        await chat_again(a, b, "after")
        await chat_again(b, a, "after, too")


for peer in PEERS:
    for kind in KINDS:
        conversation(peer, kind)
        offline(peer, kind)
        method(peer, kind)
    errors(peer)
    other_spelling(peer)
    features(peer)
    expired(peer)
    expired_ours(peer)
    for kind in ("es", "dt"):
        cut(peer, kind)
    silent(peer)
    restart(peer)
    events.add(check, peer, befriend)
    rooms.add(check, peer)


async def main():
    try:
        began = time.monotonic()
        await stage.prepare(WORK)
        print(f"-- three servers, ready after {time.monotonic() - began:.1f} s", flush=True)
        return await suite.run_async()
    finally:
        await stage.clear()


sys.exit(1 if asyncio.run(main()) else 0)
