#!/usr/bin/env python3
"""half-open.py PORT PID COUNT: connections that never log in, of each kind, until standard input ends.

A hundred from each address (127.0.1.1 and on): silent ones, one octet, half a TLS handshake, a stream header, half an element.
Prints a line of JSON when all are there: how many the server still holds, and what it keeps for each.
"""
import json, re, select, socket, sys

port, pid, count = (int(a) for a in sys.argv[1:4])
HEADER = (b"<?xml version='1.0'?><stream:stream to='localhost' version='1.0' xmlns='jabber:client' "
          b"xmlns:stream='http://etherx.jabber.org/streams'>")
SAID = [b"", b"<", b"\x16\x03\x01\x02", HEADER, HEADER + b"<a b='" + b"x" * 500]


def rss():
    with open(f"/proc/{pid}/status") as status:
        return int(re.search(r"VmRSS:\s*(\d+)", status.read())[1])


def is_held(client):
    try:
        return client.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) != b""
    except BlockingIOError:
        return True
    except OSError:
        return False


before, held = rss(), []
for i in range(count):
    client = socket.socket()
    client.bind((f"127.0.1.{1 + i // 100}", 0))
    client.connect(("127.0.0.1", port))
    client.sendall(SAID[i % len(SAID)])
    held.append(client)
print(json.dumps({"label": "half-open", "opened": count, "held": sum(map(is_held, held)),
                  "rss_kib_per_connection": round((rss() - before) / count, 1)}), flush=True)
sys.stdin.read()
