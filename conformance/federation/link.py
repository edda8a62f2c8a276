"""A wire between servers that can be cut, held, and closed for new connections."""

import asyncio
import random


class Link:
    """Passes what comes on a port of its own to another port."""

    def __init__(self, port):
        self.target = port
        self.port = 0
        self.connections = set()
        self.count = 0
        self.flows = asyncio.Event()
        self.flows.set()
        self.server = None

    async def start(self):
        # Below the ports that the system gives to connections: while it is closed nobody else may get it.
        for port in [self.port] if self.port else random.sample(range(20000, 32000), 20):
            try:
                self.server = await asyncio.start_server(self._serve, "127.0.0.1", port)
                self.port = port
                return
            except OSError:
                if self.port:
                    raise
        raise OSError("no free port for a link")

    def cut(self):
        """Every connection ends at once, without a word."""
        for writers in list(self.connections):
            for writer in writers:
                writer.transport.abort()

    async def close(self):
        """As if the machine were off: connections end, new ones are refused."""
        self.server.close()
        self.cut()

    def hold(self):
        """Nothing passes any more, and nobody is told; new connections are taken and are as silent."""
        self.flows.clear()

    def release(self):
        self.flows.set()

    async def _serve(self, reader, writer):
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.transport.abort()
            return
        pair = (writer, back)
        self.count += 1
        self.connections.add(pair)
        try:
            await asyncio.gather(self._pass(reader, back), self._pass(there, writer))
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            self.connections.discard(pair)
            for one in pair:
                one.transport.abort()

    async def _pass(self, source, sink):
        while data := await source.read(65536):
            await self.flows.wait()
            sink.write(data)
            await sink.drain()
        if sink.can_write_eof():
            sink.write_eof()
