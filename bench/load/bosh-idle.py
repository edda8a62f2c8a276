#!/usr/bin/env python3
"""bosh-idle.py PORT PID USERS SECONDS: BOSH sessions (XEP-0206) that wait, one request each; what does the server keep for each?

The users are u0, u1, ... with the passwords p0, p1, ... (xmppload register). The certificate is not verified.
"""
import asyncio, base64, re, ssl, sys

port, pid, users, seconds = (int(a) for a in sys.argv[1:5])
context = ssl.create_default_context()
context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
HTTPBIND = "xmlns='http://jabber.org/protocol/httpbind'"
RESTART = "to='localhost' xmpp:restart='true' xmlns:xmpp='urn:xmpp:xbosh'"
BIND = "<iq xmlns='jabber:client' type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>"


def rss():
    with open(f"/proc/{pid}/status") as status:
        return int(re.search(r"VmRSS:\s*(\d+)", status.read())[1])


class Session:
    def __init__(self, number):
        self.number, self.rid, self.sid = number, 1, ""

    async def post(self, attributes="", content=""):
        body = f"<body rid='{self.rid}'{self.sid} {attributes} {HTTPBIND}>{content}</body>".encode()
        self.rid += 1
        self.writer.write(b"POST /http-bind HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        head = await self.reader.readuntil(b"\r\n\r\n")
        return (await self.reader.readexactly(int(re.search(rb"Content-Length: (\d+)", head)[1]))).decode()

    async def log_in(self, gate):
        async with gate:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
            created = await self.post("to='localhost' wait='600' hold='1' ver='1.6'")
            self.sid = f" sid='{re.search('sid=.([^ ]*). ', created)[1]}'"
            plain = base64.b64encode(f"\0u{self.number}\0p{self.number}".encode()).decode()
            await self.post(content=f"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>{plain}</auth>")
            await self.post(RESTART)
            bound = await self.post(content=BIND)
            assert "<jid>" in bound, bound
            await self.post(content="<presence xmlns='jabber:client'/>")
        while "terminate" not in await self.post():
            pass


async def main():
    before, gate = rss(), asyncio.Semaphore(16)
    tasks = [asyncio.create_task(Session(i).log_in(gate)) for i in range(users)]
    while gate.locked() or not any(t.done() for t in tasks) and gate._value < 16:
        await asyncio.sleep(1)
    await asyncio.sleep(3)
    failed = [t for t in tasks if t.done()]
    held = rss()
    await asyncio.sleep(seconds)
    after = rss()
    print(f"sessions {users - len(failed)}, KiB for each {(held - before) / users:.2f} fresh, {(after - before) / users:.2f} later")
    for task in tasks:
        task.cancel()


asyncio.run(main())
