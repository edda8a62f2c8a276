"""A DNS server on loopback that knows what a dictionary says (RFC 1035 §4)."""

import asyncio
import socket
import struct

TYPES = {1: "A", 28: "AAAA", 33: "SRV"}


class NameServer(asyncio.DatagramProtocol):
    """records: {("SRV", "_xmpp-server._tcp.a.example"): [(priority, weight, port, target)], ("A", "host"): ["127.0.0.1"]}"""

    def __init__(self, records):
        self.records = records

    async def start(self):
        loop = asyncio.get_running_loop()
        self.transport, _ = await loop.create_datagram_endpoint(lambda: self, ("127.0.0.1", 0))
        self.port = self.transport.get_extra_info("sockname")[1]

    def datagram_received(self, query, sender):
        try:
            self.transport.sendto(self._answer(query), sender)
        except (IndexError, struct.error, UnicodeError):
            pass  # no query

    def _answer(self, query):
        name, end = self._name(query, 12)
        kind = TYPES.get(struct.unpack_from("!H", query, end)[0])
        found = self.records.get((kind, name), [])
        known = any(other == name or other.endswith("." + name) for _, other in self.records)
        data = [self._record(query[end:end + 2], kind, value) for value in found]
        soa = b"" if data else b"\xc0\x0c\0\x06\0\x01\0\0\0\x01" + struct.pack("!H", 22) + b"\0\0" + struct.pack("!5I", 1, 1, 1, 1, 1)
        header = query[:2] + struct.pack("!5H", 0x8580 | (0 if known else 3), 1, len(data), 0 if data else 1, 0)
        return header + query[12:end + 4] + b"".join(data) + soa

    def _record(self, kind, name, value):
        if name == "SRV":
            priority, weight, port, target = value
            data = struct.pack("!3H", priority, weight, port) + self._encode(target)
        else:
            data = socket.inet_pton(socket.AF_INET if name == "A" else socket.AF_INET6, value)
        return b"\xc0\x0c" + kind + b"\0\x01\0\0\0\x01" + struct.pack("!H", len(data)) + data

    @staticmethod
    def _encode(name):
        return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".") if label) + b"\0"

    @staticmethod
    def _name(message, at):
        labels = []
        while message[at]:
            labels.append(message[at + 1:at + 1 + message[at]].decode().lower())
            at += message[at] + 1
        return ".".join(labels), at + 1
