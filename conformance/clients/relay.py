#!/usr/bin/python3
"""relay.py FROM TO: passes what comes at FROM to TO; each is tcp:PORT on loopback, or unix:PATH."""

import asyncio
import sys


def connect(place):
    kind, where = place.split(":", 1)
    return asyncio.open_connection("127.0.0.1", int(where)) if kind == "tcp" else asyncio.open_unix_connection(where)


def listen(place, serve):
    kind, where = place.split(":", 1)
    return asyncio.start_server(serve, "127.0.0.1", int(where)) if kind == "tcp" else asyncio.start_unix_server(serve, where)


async def carry(source, sink):
    try:
        while data := await source.read(65536):
            sink.write(data)
            await sink.drain()
    except OSError:
        pass
    finally:
        sink.close()


async def relay(source, target):
    async def serve(reader, writer):
        there, back = await connect(target)
        await asyncio.gather(carry(reader, back), carry(there, writer))
    return await listen(source, serve)


async def main():
    server = await relay(*sys.argv[1:3])
    await server.serve_forever()

if __name__ == "__main__":
    asyncio.run(main())
