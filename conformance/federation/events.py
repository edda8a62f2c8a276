"""Nodes of accounts across servers (XEP-0163): notifications, last items, keys that strangers fetch."""

from slixmpp.exceptions import IqError
from slixmpp.xmlstream import ET

import slixmpp_client
from checks import equal
from stage import account, servers

EVENT = "{http://jabber.org/protocol/pubsub#event}"
DEVICES, BUNDLE = "eu.siacs.conversations.axolotl.devicelist", "eu.siacs.conversations.axolotl.bundles:31415"
AXOLOTL = "{eu.siacs.conversations.axolotl}"
MOOD = "http://jabber.org/protocol/mood"


async def enter(server, kind, peer, *interests):
    """A client that wants to hear of these nodes and says so in its presence (XEP-0115)."""
    local, host = account(server, kind, peer, "-pep")
    client = slixmpp_client.Client(local, "here", mechanism="SCRAM-SHA-1", domain=host, port=servers[server].c2s)
    for plugin in ("xep_0004", "xep_0060", "xep_0115", "xep_0163"):
        client.register_plugin(plugin)
    for node in interests:
        client["xep_0163"].add_interest(node)
    return await client.log_in()


def has_item(sender, node, item):
    def matches(s):
        items = s.xml.find(f"{EVENT}event/{EVENT}items") if s.name == "message" and s["from"].full == sender else None
        return items is not None and items.get("node") == node and any(i.get("id") == item for i in items)
    return matches


async def publish(client, node, item, payload, access=None):
    options = None
    if access:
        options = client["xep_0004"].make_form("submit")
        options.add_field("FORM_TYPE", "hidden", value="http://jabber.org/protocol/pubsub#publish-options")
        options.add_field("pubsub#access_model", value=access)
    await client["xep_0060"].publish(client.bare, node, id=item, payload=payload, options=options, timeout=10)


async def fetch(client, owner, node):
    """The ids of the items, or the condition of the error."""
    try:
        got = await client["xep_0060"].get_items(owner, node, timeout=10)
    except IqError as e:
        return e.iq["error"]["condition"]
    return [item["id"] for item in got["pubsub"]["items"]]


def mood(text):
    payload = ET.Element(f"{{{MOOD}}}mood")
    ET.SubElement(payload, f"{{{MOOD}}}text").text = text
    return payload


def keys(check, peer, owner, reader):
    who = "theirs reads ours" if owner == "ours" else "ours reads theirs"

    @check(f"{peer}, events: keys for strangers, and nothing else: {who}")
    async def _():
        a, b = await enter(owner, "ps", peer), await enter(reader, "ps", peer)
        devices = ET.Element(f"{AXOLOTL}list")
        ET.SubElement(devices, f"{AXOLOTL}device", id="31415")
        bundle = ET.Element(f"{AXOLOTL}bundle")
        ET.SubElement(bundle, f"{AXOLOTL}identityKey").text = "AAAA" * 3000  # about as long as those of clients
        await publish(a, DEVICES, "current", devices, "open")
        await publish(a, BUNDLE, "current", bundle, "open")
        await publish(a, MOOD, "current", mood("private"), "presence")
        equal(await fetch(b, a.bare, DEVICES), ["current"], "devices")
        equal(await fetch(b, a.bare, BUNDLE), ["current"], "bundle")
        if owner == "ours":  # what a peer tells strangers is its own business
            equal(await fetch(b, a.bare, MOOD), "not-authorized", "what is for contacts")
        got = await b["xep_0060"].get_items(a.bare, BUNDLE, timeout=10)
        text = got["pubsub"]["items"]["item"].xml.findtext(f".//{AXOLOTL}identityKey")
        equal(len(text), 12000, "octets of the key")


def notifications(check, peer, befriend):
    @check(f"{peer}, events: what one publishes the contact hears, and what was last when he comes, both ways")
    async def _():
        a, b = await enter("ours", "es", peer, MOOD, DEVICES), await enter(peer, "es", peer, MOOD, DEVICES)
        await befriend(a, b)
        for one, other in ((a, b), (b, a)):
            await publish(one, MOOD, "first", mood("first"), "presence")
            await other.next("event", has_item(one.bare, MOOD, "first"))
            await publish(one, DEVICES, "current", ET.Element(f"{AXOLOTL}list"), "open")
            await other.next("devices", has_item(one.bare, DEVICES, "current"))
        equal(await fetch(b, a.bare, MOOD), ["first"], "items of a contact")
        await b.log_out()
        await publish(a, MOOD, "second", mood("second"))
        b = await enter(peer, "es", peer, MOOD)
        await b.next("last item of ours", has_item(a.bare, MOOD, "second"))
        b.nothing("event that it does not want", has_item(a.bare, DEVICES, "current"))
        await a.log_out()
        await publish(b, MOOD, "third", mood("third"))
        a = await enter("ours", "es", peer, MOOD)
        await a.next("last item of theirs", has_item(b.bare, MOOD, "third"))


def add(check, peer, befriend):
    keys(check, peer, "ours", peer)
    keys(check, peer, peer, "ours")
    notifications(check, peer, befriend)
