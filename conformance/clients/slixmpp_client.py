"""A slixmpp client whose arrivals can be awaited one by one."""

import asyncio
import contextlib
import inspect
import logging
import ssl

import slixmpp
from slixmpp.xmlstream.handler import Callback
from slixmpp.xmlstream.matcher import MatchXPath

import checks

logging.disable(logging.CRITICAL)
PLUGINS = ["xep_0012", "xep_0030", "xep_0049", "xep_0054", "xep_0077", "xep_0092", "xep_0191", "xep_0199", "xep_0202", "xep_0203",
           "xep_0280", "xep_0313"]


class LoginFailed(checks.Unexpected):
    """The login did not come to a session; says how it ended."""


class Client(slixmpp.ClientXMPP):
    """One resource. Nothing is answered by itself: subscriptions are the check's business."""

    open_clients = []

    def __init__(self, local, resource=None, mechanism=None, direct=False, password=None, managed=False, domain=None, port=None,
                 ca=checks.CA):
        jid = f"{local}@{domain or checks.DOMAIN}" + (f"/{resource}" if resource else "")
        config = {"feature_mechanisms": {"use_mech": mechanism}} if mechanism else {}
        super().__init__(jid, password if password is not None else checks.password_of(local), plugin_config=config)
        for plugin in PLUGINS + (["xep_0198"] if managed else []):
            self.register_plugin(plugin)
        self.ca_certs = ca
        if ca is None:
            self.ssl_context.check_hostname = False
            self.ssl_context.verify_mode = ssl.CERT_NONE
        self.direct = direct
        self.port = port or (checks.TLS_PORT if direct else checks.PORT)
        self.auto_authorize = None
        self.auto_subscribe = False
        self.auto_reconnect = False
        self.arrivals = []
        self.arrived = asyncio.Condition()
        self.ended = asyncio.get_running_loop().create_future()
        self.resumed = asyncio.get_running_loop().create_future()
        self.failure = ""
        for name in ("message", "presence"):
            self.register_handler(Callback(f"all {name}s", MatchXPath("{jabber:client}" + name), self._arrive))
        self.register_handler(Callback("roster pushes", MatchXPath("{jabber:client}iq/{jabber:iq:roster}query"), self._push))
        self.add_event_handler("session_start", lambda _: self._end(True))
        self.add_event_handler("session_resumed", lambda _: self.resumed.done() or self.resumed.set_result(True))
        self.add_event_handler("failed_auth", self._failed)
        self.add_event_handler("failed_all_auth", self._failed)
        self.add_event_handler("disconnected", lambda reason: self._end(False, reason))
        self.add_event_handler("connection_failed", lambda reason: self._end(False, reason))
        Client.open_clients.append(self)

    def _failed(self, stanza):
        if isinstance(stanza, slixmpp.xmlstream.ElementBase):
            self.failure = self.failure or stanza["condition"]
            self._end(False)

    def _end(self, good, reason=None):
        if not self.ended.done():
            self.ended.set_result(None if good else self.failure or str(reason))

    def _push(self, iq):
        if iq["type"] == "set":
            self._arrive(iq)

    def _arrive(self, stanza):
        self.arrivals.append(stanza)
        asyncio.ensure_future(self._tell())

    async def _tell(self):
        async with self.arrived:
            self.arrived.notify_all()

    def start_connecting(self):
        self.enable_direct_tls = self.direct
        self.enable_starttls = not self.direct
        if "address" in inspect.signature(super().connect).parameters:  # slixmpp before 1.9
            self.connect((checks.HOST, self.port), use_ssl=self.direct, force_starttls=not self.direct)
        else:
            self.connect(checks.HOST, self.port)

    async def resume(self):
        """After its connection broke, a new one takes the session over (XEP-0198 §5)."""
        self.start_connecting()
        await asyncio.wait_for(self.resumed, checks.TIMEOUT / 2)

    async def log_in(self, presence=True, priority=None):
        self.start_connecting()
        why = await self.ended
        if why is not None:
            raise LoginFailed(why)
        await self.get_roster()  # RFC 6121 §2.1.6: from here on the resource is interested
        if presence:
            self.send_presence(ppriority=priority)
            await self.barrier()
        return self

    async def barrier(self):
        """RFC 6120 §10.1: the answer comes after everything that this stream sent before was dealt with."""
        await self["xep_0199"].send_ping(self.boundjid.domain, timeout=checks.TIMEOUT)

    async def next(self, what, matches):
        """Takes the first arrival that matches, waiting for it; leaves the others."""
        try:
            return await asyncio.wait_for(self._next(matches), checks.TIMEOUT / 2)
        except asyncio.TimeoutError:
            seen = "; ".join(str(s) for s in self.arrivals[-3:])
            raise checks.Unexpected(f"{self.boundjid} got no {what}; it got: {seen or 'nothing'}") from None

    async def _next(self, matches):
        async with self.arrived:
            while True:
                for i, stanza in enumerate(self.arrivals):
                    if matches(stanza):
                        return self.arrivals.pop(i)
                await self.arrived.wait()

    async def message(self, body):
        return await self.next(f"message '{body}'", lambda s: s.name == "message" and s["body"] == body)

    async def presence(self, kind, sender):
        """kind is the type on the wire, or 'available'."""
        def matches(s):
            given = s.xml.get("type", "available") if s.name == "presence" else None
            return given == kind and (s["from"] == sender if "/" in sender else s["from"].bare == sender)
        return await self.next(f"{kind} presence of {sender}", matches)

    async def push(self, contact, subscription):
        def matches(s):
            return s.name == "iq" and [(str(j), i["subscription"]) for j, i in s["roster"]["items"].items()] \
                == [(contact, subscription)]
        return await self.next(f"push of {contact} with {subscription}", matches)

    async def carbon(self, direction, body):
        """A copy (XEP-0280) of a message; the message in it."""
        path = f"{{urn:xmpp:carbons:2}}{direction}/{{urn:xmpp:forward:0}}forwarded/{{jabber:client}}message"

        def matches(s):
            inner = s.xml.find(path) if s.name == "message" else None
            return inner is not None and inner.findtext("{jabber:client}body") == body
        copy = await self.next(f"{direction} copy of '{body}'", matches)
        checks.equal(copy["from"].full, self.bare, "sender of the copy")
        return copy.xml.find(path)

    def nothing(self, what, matches):
        checks.expect(not any(matches(s) for s in self.arrivals), f"{self.boundjid} got a {what}")

    async def fetch_roster(self):
        """The items as they are now: a get without 'ver' is answered in full."""
        iq = self.make_iq_get(queryxmlns="jabber:iq:roster")
        return (await iq.send(timeout=checks.TIMEOUT))["roster"]["items"]

    @property
    def bare(self):
        return self.boundjid.bare

    @property
    def full(self):
        return self.boundjid.full

    async def log_out(self):
        self.ended = asyncio.get_running_loop().create_future()
        self.disconnect(wait=1)
        await asyncio.wait_for(self.ended, 5)
        Client.open_clients.remove(self)


async def log_in(local, resource=None, **options):
    presence, priority = options.pop("presence", True), options.pop("priority", None)
    return await Client(local, resource, **options).log_in(presence, priority)


async def close_all():
    for client in list(Client.open_clients):
        with contextlib.suppress(AttributeError):  # of Python's TLS, where the server has ended the stream just before
            client.abort()
    Client.open_clients.clear()
