"""Three people and a room: put into a server by clients, and seen by clients on the next one."""

import asyncio
import datetime
import xml.etree.ElementTree as ET

import slixmpp_client
from checks import Unexpected
from peers import HOST, ROOMS
from registration import register

NAMES = ("juliet", "romeo", "mercutio")
ROOM = f"garden@{ROOMS}"
LINES, WAITING, SAID = 12, 3, 4
BOOKMARKS, NICK, PUBSUB = "urn:xmpp:bookmarks:1", "http://jabber.org/protocol/nick", "http://jabber.org/protocol/pubsub"
OWNER, ADMIN = "http://jabber.org/protocol/muc#owner", "http://jabber.org/protocol/muc#admin"
CLIENT = "{jabber:client}"


def bare(name):
    return f"{name}@{HOST}"


async def enter(name, port, **more):
    # No -PLUS: ejabberd's TLS gives a client another channel binding than Python sees.
    more.setdefault("mechanism", "SCRAM-SHA-1")
    return await slixmpp_client.log_in(name, "check", domain=HOST, port=port, ca=None, **more)


async def ask(client, kind, payload, to=None):
    """The answer's payload."""
    iq = client.make_iq(itype=kind, ito=to)
    iq.xml.append(ET.fromstring(payload))
    return next(iter((await iq.send(timeout=20)).xml), None)


async def subscribe(one, other):
    one.send_presence_subscription(pto=other.bare, ptype="subscribe")
    await other.presence("subscribe", one.bare)
    other.send_presence_subscription(pto=one.bare, ptype="subscribed")
    await one.presence("subscribed", other.bare)


async def publish(client, node, item, payload, options=""):
    await ask(client, "set", f"<pubsub xmlns='{PUBSUB}'><publish node='{node}'><item id='{item}'>{payload}</item></publish>{options}</pubsub>")


def form(kind, **fields):
    return f"<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE' type='hidden'><value>{kind}</value></field>" + "".join(
        f"<field var='{name.replace('__', '#')}'><value>{value}</value></field>" for name, value in fields.items()) + "</x>"


async def fill(server, mechanism="SCRAM-SHA-1", rooms=True, pep=True):
    """Everything is acknowledged when this returns; gives what the archives have, with their times."""
    port = server.port
    await register(port, HOST, [(name, f"pw-{name}") for name in NAMES])
    juliet, romeo, mercutio = [await enter(name, port, mechanism=mechanism) for name in NAMES]
    await subscribe(juliet, romeo)
    await subscribe(romeo, juliet)
    mercutio.send_presence_subscription(pto=juliet.bare, ptype="subscribe")
    await juliet.presence("subscribe", mercutio.bare)
    await ask(juliet, "set", f"<query xmlns='jabber:iq:roster'><item jid='{bare('romeo')}' name='Romeo &lt;3'><group>Friends</group>"
              "</item></query>")
    await ask(juliet, "set", "<query xmlns='jabber:iq:roster'><item jid='nurse@verona.example' name='N\u00fcrse'/></query>")
    await ask(juliet, "set", "<vCard xmlns='vcard-temp'><FN>Juliet Capulet</FN></vCard>")
    await ask(juliet, "set", "<query xmlns='jabber:iq:private'><exodus xmlns='exodus:prefs'><defaultnick>J</defaultnick></exodus></query>")
    await ask(juliet, "set", "<block xmlns='urn:xmpp:blocking'><item jid='tybalt@verona.example'/></block>")
    if pep:
        await publish(juliet, NICK, "current", f"<nick xmlns='{NICK}'>Ju</nick>")
        private = form(f"{PUBSUB}#publish-options", pubsub__persist_items="true", pubsub__access_model="whitelist",
                       pubsub__max_items="50")
        for name in ("garden", "hall"):
            await publish(juliet, BOOKMARKS, f"{name}@{ROOMS}", f"<conference xmlns='{BOOKMARKS}' name='{name}'/>",
                          f"<publish-options>{private}</publish-options>")
    for i in range(LINES):
        romeo.send_message(mto=bare("juliet"), mbody=f"line {i} \u2764 <&>", mtype="chat")
        await juliet.message(f"line {i} \u2764 <&>")
    if rooms:
        await furnish(juliet, romeo)
    await juliet.log_out()
    await asyncio.sleep(0.3)  # a server need not have noticed when the client has closed
    for i in range(WAITING):
        romeo.send_message(mto=bare("juliet"), mbody=f"offline {i}", mtype="chat")
        await romeo.barrier()
    juliet = await enter("juliet", port, mechanism=mechanism, presence=False)
    seen = {"juliet's archive": await archive(juliet), "romeo's archive": await archive(romeo)}
    if rooms:
        seen["room's archive"] = await archive(juliet, ROOM)
    for client in (juliet, romeo, mercutio):
        await client.log_out()
    return seen


async def furnish(juliet, romeo):
    """A room that stays, with somebody banned, somebody who is a member, and a few words."""
    await join(juliet, "Juliet")
    await ask(juliet, "set", f"<query xmlns='{OWNER}'>" + form(
        "http://jabber.org/protocol/muc#roomconfig", muc__roomconfig_roomname="The Garden", muc__roomconfig_persistentroom="1",
        muc__roomconfig_membersonly="1", muc__roomconfig_publicroom="0", muc__roomconfig_changesubject="1") + "</query>", ROOM)
    for name, affiliation in ((bare("romeo"), "member"), ("tybalt@verona.example", "outcast")):
        await ask(juliet, "set", f"<query xmlns='{ADMIN}'><item jid='{name}' affiliation='{affiliation}'/></query>", ROOM)
    await join(romeo, "Romeo")
    juliet.send_message(mto=ROOM, msubject="The balcony", mtype="groupchat")
    for i in range(SAID):
        (juliet, romeo)[i % 2].send_message(mto=ROOM, mbody=f"said {i}", mtype="groupchat")
        await juliet.message(f"said {i}")
    for client in (juliet, romeo):
        client.make_presence(pto=f"{ROOM}/x", ptype="unavailable").send()
        await client.barrier()


async def join(client, nick):
    """Gives the subject, which comes last (XEP-0045 §7.1)."""
    presence = client.make_presence(pto=f"{ROOM}/{nick}")
    presence.xml.append(ET.fromstring("<x xmlns='http://jabber.org/protocol/muc'><history maxchars='0'/></x>"))
    presence.send()
    subject = await client.next("subject", lambda s: s.name == "message" and s["from"].bare == ROOM
                                and s.xml.find(CLIENT + "subject") is not None and s.xml.find(CLIENT + "body") is None)
    return subject.xml.findtext(CLIENT + "subject") or ""


async def archive(client, to=None, page=20):
    """Who, what and when to the second, the oldest first."""
    found, after = [], None
    while True:
        part = f"<set xmlns='http://jabber.org/protocol/rsm'><max>{page}</max>{f'<after>{after}</after>' if after else ''}</set>"
        fin = await ask(client, "set", f"<query xmlns='urn:xmpp:mam:2' queryid='q'>{part}</query>", to)
        for stanza in [s for s in client.arrivals if s.xml.find("{urn:xmpp:mam:2}result") is not None]:
            client.arrivals.remove(stanza)
            result = stanza.xml.find("{urn:xmpp:mam:2}result/{urn:xmpp:forward:0}forwarded")
            message = result.find(CLIENT + "message")
            stamp = result.find("{urn:xmpp:delay}delay").get("stamp")
            if message.findtext(CLIENT + "body"):
                sender = message.get("from")
                found.append((sender if to else sender.split("/")[0], message.findtext(CLIENT + "body"), stamp[:19]))
        after = fin.findtext("{http://jabber.org/protocol/rsm}set/{http://jabber.org/protocol/rsm}last")
        if fin.get("complete") in ("true", "1") or not after:
            return found


async def items(client, node):
    answer = await ask(client, "get", f"<pubsub xmlns='{PUBSUB}'><items node='{node}'/></pubsub>")
    return [item for item in answer.iter(f"{{{PUBSUB}}}item")]


async def observe(server, mechanism, archives=True, rooms=True, pep=True):
    """What the people find; they log in with their old passwords."""
    juliet = await enter("juliet", server.port, mechanism=mechanism, presence=False)
    seen = {}
    for name in ("juliet", "romeo"):
        client = juliet if name == "juliet" else await enter(name, server.port, mechanism=mechanism)
        roster = await client.fetch_roster()
        seen[f"{name}'s roster"] = {str(jid): (item["name"], item["subscription"], item["ask"] or "", sorted(item["groups"]))
                                    for jid, item in roster.items() if item["subscription"] != "remove"}
        if archives:
            seen[f"{name}'s archive"] = await archive(client)
    juliet.send_presence()
    bodies = []
    try:
        while len(bodies) < WAITING:
            got = await asyncio.wait_for(juliet._next(lambda s: s.name == "message" and s["body"].startswith("offline")), 5)
            bodies.append((got["body"], got.xml.find("{urn:xmpp:delay}delay") is not None))
    except asyncio.TimeoutError:
        pass
    # As a set: which of three that come at the same moment is first is a matter of the server they were sent to.
    seen["offline"] = sorted(bodies)
    seen["request"] = (await juliet.presence("subscribe", bare("mercutio")))["from"].bare
    card = await ask(juliet, "get", "<vCard xmlns='vcard-temp'/>")
    seen["vCard"] = card.findtext("{vcard-temp}FN")
    private = await ask(juliet, "get", "<query xmlns='jabber:iq:private'><exodus xmlns='exodus:prefs'/></query>")
    seen["private"] = private.findtext("{exodus:prefs}exodus/{exodus:prefs}defaultnick")
    blocked = await ask(juliet, "get", "<blocklist xmlns='urn:xmpp:blocking'/>")
    seen["blocked"] = [item.get("jid") for item in blocked]
    if pep:
        seen["nick"] = [item.findtext(f"{{{NICK}}}nick") for item in await items(juliet, NICK)]
        seen["bookmarks"] = sorted((i.get("id"), i[0].get("name")) for i in await items(juliet, BOOKMARKS))
    if rooms:
        await see_room(juliet, seen)
    await slixmpp_client.close_all()
    return seen


async def see_room(juliet, seen):
    info = await ask(juliet, "get", "<query xmlns='http://jabber.org/protocol/disco#info'/>", ROOM)
    disco = "{http://jabber.org/protocol/disco#info}"
    features = {feature.get("var") for feature in info.iter(disco + "feature")}
    seen["room"] = (info.find(disco + "identity").get("name"),
                    sorted(features & {"muc_persistent", "muc_hidden", "muc_membersonly", "muc_temporary", "muc_public", "muc_open"}))
    seen["room's subject"] = await join(juliet, "Juliet")
    seen["room's people"] = {}
    for affiliation in ("owner", "member", "outcast"):
        listed = await ask(juliet, "get", f"<query xmlns='{ADMIN}'><item affiliation='{affiliation}'/></query>", ROOM)
        seen["room's people"][affiliation] = sorted(item.get("jid") for item in listed)
    seen["room's archive"] = await archive(juliet, ROOM)


def expected(archives=None, rooms=True, pep=True):
    """archives: what fill() gave; none for servers that do not give theirs away."""
    people = {
        "juliet's roster": {
            bare("romeo"): ("Romeo <3", "both", "", ["Friends"]),
            "nurse@verona.example": ("N\u00fcrse", "none", "", []),
        },
        "romeo's roster": {bare("juliet"): ("", "both", "", [])},
        "offline": [(f"offline {i}", True) for i in range(WAITING)],
        "request": bare("mercutio"),
        "vCard": "Juliet Capulet",
        "private": "J",
        "blocked": ["tybalt@verona.example"],
    }
    if pep:
        people |= {"nick": ["Ju"], "bookmarks": [(f"garden@{ROOMS}", "garden"), (f"hall@{ROOMS}", "hall")]}
    if rooms:
        people |= {
            "room": ("The Garden", ["muc_hidden", "muc_membersonly", "muc_persistent"]),
            "room's subject": "The balcony",
            "room's people": {"owner": [bare("juliet")], "member": [bare("romeo")], "outcast": ["tybalt@verona.example"]},
        }
    return people | (archives or {})


def compare(seen, wanted, without=()):
    """without: what the place it came through does not keep."""
    seen, wanted = [{what: found for what, found in one.items() if what not in without} for one in (seen, wanted)]
    if set(seen) != set(wanted):
        raise Unexpected(f"seen {sorted(seen)} instead of {sorted(wanted)}")
    wrong = {what: (seen[what], wanted[what]) for what in wanted if seen[what] != wanted[what]}
    if wrong:
        raise Unexpected("; ".join(f"{what}: {a!r} instead of {b!r}" for what, (a, b) in wrong.items()))
