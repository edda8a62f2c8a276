"""Rooms with people of two servers in them (XEP-0045): ours with theirs inside, theirs with ours inside."""

import asyncio
import xml.etree.ElementTree as ET

from slixmpp.exceptions import IqError

import checks
import slixmpp_client
from checks import equal, expect
from stage import OURS, links, log_in, servers

slixmpp_client.PLUGINS += ["xep_0004", "xep_0045"]
PING = "{urn:xmpp:ping}ping"


def is_of(kind, sender, code=None):
    """Presence of an occupant; with a status code, if one is asked for."""
    def matches(s):
        return (s.name == "presence" and s["from"] == sender and s.xml.get("type", "available") == kind
                and (code is None or code in s["muc"]["status_codes"]))
    return matches


async def join(client, room, nick):
    """Until the subject, which comes last (§7.1)."""
    client["xep_0045"].make_join_stanza(room, nick).send()
    await client.next(f"self-presence in {room}", is_of("available", f"{room}/{nick}", 110))
    await client.next(f"subject of {room}", lambda s: s.name == "message" and s["from"].bare == room
                      and s.xml.find("{jabber:client}subject") is not None and not s["body"])


async def unlock(client, room, stays):
    iq = client.make_iq_set(ito=room)
    query = ET.SubElement(iq.xml, "{http://jabber.org/protocol/muc#owner}query")
    form = ET.SubElement(query, "{jabber:x:data}x", type="submit")
    for var, value in (("FORM_TYPE", "http://jabber.org/protocol/muc#roomconfig"), ("muc#roomconfig_persistentroom", "1")) if stays else ():
        ET.SubElement(ET.SubElement(form, "{jabber:x:data}field", var=var), "{jabber:x:data}value").text = value
    await iq.send(timeout=10)


async def ping(client, to):
    """The condition of the error, or 'result' (XEP-0410)."""
    iq = client.make_iq_get(ito=to)
    iq.xml.append(ET.Element(PING))
    try:
        await iq.send(timeout=10)
        return "result"
    except IqError as e:
        return e.iq["error"]["condition"]


async def meet(place, kind, peer, role, name, stays=False):
    """A room of one server with its owner and somebody of the other server inside."""
    owner = await log_in(place, kind, peer, role)
    guest = await log_in(peer if place == "ours" else "ours", kind, peer, role)
    room = f"{name}-{peer}-{kind}@{servers[place].rooms(kind)}"
    await join(owner, room, "owner")
    await unlock(owner, room, stays)
    await join(guest, room, "guest")
    await owner.next("presence of the guest", is_of("available", f"{room}/guest"))
    return room, owner, guest


async def heard(client, room, count):
    bodies = []
    while len(bodies) < count:
        got = await client.next("message of the room", lambda s: s.name == "message" and s["type"] == "groupchat"
                                and s["from"].bare == room and s["body"])
        bodies.append(got["body"])
    return bodies


async def until_gone(owner, room, code=None):
    """Talks until the guest is not there any more: the first message may get lost in a connection that just ends."""
    leaves = is_of("unavailable", f"{room}/guest", code)
    for i in range(20):
        owner.send_message(mto=room, mbody=f"anybody {i}", mtype="groupchat")
        try:
            return await asyncio.wait_for(owner._next(leaves), 1)
        except asyncio.TimeoutError:
            pass
    return await owner.next("leave", leaves)


def talk(check, peer, kind, place):
    where = "our" if place == "ours" else "their"

    @check(f"{peer}, rooms, {kind}: join, talk, whisper, leave and come back, in {where} room")
    async def _():
        room, owner, guest = await meet(place, kind, peer, "", "talk")
        info = (await guest["xep_0030"].get_info(jid=room, timeout=10))["disco_info"]
        expect("http://jabber.org/protocol/muc" in info["features"], "no room")
        for i in range(20):
            (owner, guest)[i % 2].send_message(mto=room, mbody=f"no {i}", mtype="groupchat")
        ours, theirs = await heard(owner, room, 20), await heard(guest, room, 20)
        equal(ours, theirs, "order")
        equal(sorted(ours), sorted(f"no {i}" for i in range(20)), "messages")
        owner.send_message(f"{room}/guest", "psst", mtype="chat")
        got = await guest.message("psst")
        equal(got["from"].full, f"{room}/owner", "who whispers")
        guest.send_message(got["from"].full, "what", mtype="chat")
        await owner.message("what")
        guest.send_presence(pto=f"{room}/visitor")
        await owner.next("new nickname", is_of("available", f"{room}/visitor"))
        equal(await ping(guest, f"{room}/visitor"), "result", "self-ping inside")
        guest.send_presence(pto=f"{room}/visitor", ptype="unavailable")
        await owner.next("leave", is_of("unavailable", f"{room}/visitor"))
        await guest.next("own leave", is_of("unavailable", f"{room}/visitor", 110))
        equal(await ping(guest, f"{room}/visitor"), "not-acceptable", "self-ping outside")
        await join(guest, room, "guest")
        await owner["xep_0045"].set_role(room, "guest", "none", reason="enough")
        await guest.next("kick", is_of("unavailable", f"{room}/guest", 307))
        await join(guest, room, "guest")

    @check(f"{peer}, rooms, {kind}: who loses his connection leaves {where} room")
    async def _():
        room, owner, guest = await meet(place, kind, peer, "", "lost")
        guest.abort()
        await owner.next("leave", is_of("unavailable", f"{room}/guest"))


def ghosts(check, peer):
    @check(f"{peer}, rooms: the link is dead: theirs leave our room with 333, and find out that they are outside")
    async def _():
        room, owner, guest = await meet("ours", "es", peer, "", "dead")
        both = [links[name] for name in ("ours", "ours-tls", peer, f"{peer}-tls")]
        for link in both:
            await link.close()
        await until_gone(owner, room, 333)
        for link in both:
            await link.start()
        for _ in range(20):  # the peer refuses at once for a while
            if (condition := await ping(guest, f"{room}/guest")) == "not-acceptable":
                break
            await asyncio.sleep(0.5)
        equal(condition, "not-acceptable", "self-ping")
        await join(guest, room, "guest")
        await owner.next("return", is_of("available", f"{room}/guest"))

    @check(f"{peer}, rooms: a session that ended while the link was dead is no ghost for long")
    async def _():
        room, owner, guest = await meet("ours", "es", peer, "", "ghost")
        for name in ("ours", "ours-tls"):
            await links[name].close()
        guest.abort()  # its server cannot tell us
        await asyncio.sleep(7)
        for name in ("ours", "ours-tls"):
            await links[name].start()
        await until_gone(owner, room)

    @check(f"{peer}, rooms: their server ends and comes back: theirs leave our room, ours find out and come back to theirs")
    async def _():
        room, owner, _ = await meet("ours", "es", peer, "", "end")
        theirs, _, mine = await meet(peer, "es", peer, "-off", "end")
        await servers[peer].stop(kill=True)
        await until_gone(owner, room, 333)
        await servers[peer].start()
        for _ in range(30):
            condition = await ping(mine, f"{theirs}/guest")
            if condition in ("not-acceptable", "item-not-found", "result"):
                break
            await asyncio.sleep(0.5)
        # A join that the server had not acknowledged (XEP-0198) when it died was sent to it again: that is a return, too.
        if condition != "result":
            expect(condition in ("not-acceptable", "item-not-found"), f"self-ping: {condition}")
            mine["xep_0045"].make_join_stanza(theirs, "guest").send()
        await mine.next("own return", is_of("available", f"{theirs}/guest", 110))


def orderly(check, peer):
    @check(f"{peer}, rooms: our server stops in order: theirs are told (332), and come back")
    async def _():
        room, owner, guest = await meet("ours", "es", peer, "", "stop", stays=True)
        await servers["ours"].stop()
        await guest.next("end of the service", is_of("unavailable", f"{room}/guest", 332))
        await servers["ours"].start()
        for _ in range(20):
            guest["xep_0045"].make_join_stanza(room, "guest").send()
            got = await guest.next("answer to the join", lambda s: s.name == "presence" and s["from"] == f"{room}/guest")
            if got["type"] != "error":
                break
            await asyncio.sleep(0.5)
        expect(got["type"] != "error", f"no return: {got}")


def add(check, peer):
    for kind in ("es", "ds"):
        for place in ("ours", peer):
            talk(check, peer, kind, place)
    ghosts(check, peer)
    if OURS.__name__ == "Ours":
        orderly(check, peer)
