#!/usr/bin/env python3
"""bosh-idle.py PORT PID USERS SECONDS: BOSH sessions (XEP-0206) that wait, one request each; what does the server keep for each?

The users are u0, u1, ... with the passwords p0, p1, ... (xmppload register); they log in by SCRAM, for which the server derives
no key. The certificate is not verified.
"""
import asyncio, base64, hashlib, hmac, json, re, ssl, sys

port, pid, users, seconds = (int(a) for a in sys.argv[1:5])
context = ssl.create_default_context()
context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
HTTPBIND = "xmlns='http://jabber.org/protocol/httpbind'"
RESTART = "to='localhost' xmpp:restart='true' xmlns:xmpp='urn:xmpp:xbosh'"
BIND = "<iq xmlns='jabber:client' type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>"


def rss():
    with open(f"/proc/{pid}/status") as status:
        return int(re.search(r"VmRSS:\s*(\d+)", status.read())[1])


def encode(text):
    return base64.b64encode(text.encode()).decode()


class Session:
    def __init__(self, number):
        self.number, self.rid, self.sid, self.is_bound = number, 1, "", False

    async def post(self, attributes="", content=""):
        body = f"<body rid='{self.rid}'{self.sid} {attributes} {HTTPBIND}>{content}</body>".encode()
        self.rid += 1
        self.writer.write(b"POST /http-bind HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        head = await self.reader.readuntil(b"\r\n\r\n")
        return (await self.reader.readexactly(int(re.search(rb"Content-Length: (\d+)", head)[1]))).decode()

    async def authenticate(self, user, password):
        """RFC 5802 §3, without channel binding."""
        nonce, sasl = f"n{self.number}", "xmlns='urn:ietf:params:xml:ns:xmpp-sasl'"
        bare = f"n={user},r={nonce}"
        answer = await self.post(content=f"<auth {sasl} mechanism='SCRAM-SHA-1'>{encode('n,,' + bare)}</auth>")
        challenge = base64.b64decode(re.search(">([^<]+)</challenge>", answer)[1]).decode()
        fields = dict(part.split("=", 1) for part in challenge.split(","))
        salted = hashlib.pbkdf2_hmac("sha1", password.encode(), base64.b64decode(fields["s"]), int(fields["i"]))
        key = hmac.digest(salted, b"Client Key", "sha1")
        final = f"c=biws,r={fields['r']}"
        signature = hmac.digest(hashlib.sha1(key).digest(), f"{bare},{challenge},{final}".encode(), "sha1")
        proof = base64.b64encode(bytes(a ^ b for a, b in zip(key, signature))).decode()
        answer = await self.post(content=f"<response {sasl}>{encode(f'{final},p={proof}')}</response>")
        assert "<success" in answer, answer

    async def log_in(self, gate):
        async with gate:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
            created = await self.post("to='localhost' wait='600' hold='1' ver='1.6'")
            self.sid = f" sid='{re.search('sid=.([^ ]*). ', created)[1]}'"
            await self.authenticate(f"u{self.number}", f"p{self.number}")
            await self.post(RESTART)
            bound = await self.post(content=BIND)
            assert "<jid>" in bound, bound
            await self.post(content="<presence xmlns='jabber:client'/>")
            self.is_bound = True
        while "terminate" not in await self.post():
            pass


async def main():
    before, gate = rss(), asyncio.Semaphore(16)
    sessions = [Session(i) for i in range(users)]
    tasks = [asyncio.create_task(session.log_in(gate)) for session in sessions]
    while not all(s.is_bound or t.done() for s, t in zip(sessions, tasks)):
        await asyncio.sleep(0.5)
    await asyncio.sleep(3)
    held = rss()
    await asyncio.sleep(seconds)
    after = rss()
    failed = [task for task in tasks if task.done()]
    print(json.dumps({
        "scenario": "bosh-idle", "connections": users - len(failed), "failed": len(failed), "held_seconds": seconds,
        "server_rss_before_mib": round(before / 1024, 1), "server_rss_after_mib": round(after / 1024, 1),
        "rss_kib_per_connection_fresh": round((held - before) / users, 2), "rss_kib_per_connection": round((after - before) / users, 2)}))
    for task in failed[:1]:
        print(f"bosh-idle: {task.exception()!r}", file=sys.stderr)
    for task in tasks:
        task.cancel()
    return 1 if failed else 0


sys.exit(asyncio.run(main()))
