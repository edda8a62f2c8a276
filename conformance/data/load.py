"""People who write without pause, and what of it was acknowledged when."""

import asyncio
import contextlib
import urllib.request

import people
from checks import expect
from peers import HOST
from registration import register

WRITERS = [f"writer{i}" for i in range(3)]
FILE = bytes(range(256)) * 300
UPLOAD = "{urn:xmpp:http:upload:0}"


class Load:
    """Each writer sends the next message when the server has answered for the last one (RFC 6120 §10.1)."""

    def __init__(self, server):
        self.server = server
        self.acknowledged = dict.fromkeys(WRITERS, -1)
        self.tasks = []

    async def start(self):
        await register(self.server.port, HOST, [(name, f"pw-{name}") for name in [*WRITERS, "reader"]])
        # Online: only so many messages may wait for somebody who is not.
        await people.enter("reader", self.server.port)
        for name in WRITERS:
            client = await people.enter(name, self.server.port)
            self.tasks.append(asyncio.ensure_future(self.write(client, name)))
        return self

    async def write(self, client, name):
        for i in range(1_000_000):
            client.send_message(mto=people.bare("reader"), mbody=f"{name} {i}", mtype="chat")
            await client.barrier()
            self.acknowledged[name] = i

    async def reach(self, count):
        """Until everybody has written so many more; what was acknowledged then."""
        wanted = {name: last + count for name, last in self.acknowledged.items()}
        while any(self.acknowledged[name] < wanted[name] for name in WRITERS):
            expect(all(not task.done() for task in self.tasks), "a writer was cut off")
            await asyncio.sleep(0.02)
        return dict(self.acknowledged)

    async def stop(self):
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        return dict(self.acknowledged)


async def written(server):
    """The last message of each writer in the reader's archive; all before it are there, once, in their order."""
    reader = await people.enter("reader", server.port, presence=False)
    last = dict.fromkeys(WRITERS, -1)
    for _, body, _ in await people.archive(reader, page=200):
        name, number = body.split()
        expect(int(number) == last[name] + 1, f"after {name} {last[name]} comes {number}")
        last[name] += 1
    return last


def covers(found, acknowledged, what):
    missing = {name: (found[name], number) for name, number in acknowledged.items() if found[name] < number}
    expect(not missing, f"{what} lacks what was acknowledged: {missing}")


async def upload(server):
    """The path of a file that was put there."""
    client = await people.enter(WRITERS[0], server.port, presence=False)
    slot = await people.ask(client, "get", f"<request xmlns='{UPLOAD[1:-1]}' filename='a.bin' size='{len(FILE)}'/>", f"upload.{HOST}")
    put = urllib.request.Request(at(server, slot.find(UPLOAD + "put")), data=FILE, method="PUT",
                                 headers={"Content-Type": "application/octet-stream", "Host": HOST})
    await asyncio.to_thread(lambda: urllib.request.urlopen(put, timeout=20).close())
    return slot.find(UPLOAD + "get")


def at(server, slot):
    """The address of a slot, on this server's port."""
    return f"http://127.0.0.1:{server.web}/" + slot.get("url").split("/", 3)[3]


async def uploaded(server, slot):
    get = urllib.request.Request(at(server, slot), headers={"Host": HOST})

    def read():
        with contextlib.closing(urllib.request.urlopen(get, timeout=20)) as answer:
            return answer.read()
    expect(await asyncio.to_thread(read) == FILE, "the uploaded file has changed")
