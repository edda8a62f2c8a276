"""The stage of the federation checks: three servers, the wires between them, DNS, and people on all sides."""

import asyncio
import os
import subprocess

import checks
import slixmpp_client
from link import Link
from nameserver import NameServer
from registration import register
from servers import Ejabberd, Ours, Prosody, Stand

OURS = Ours if os.environ.get("CHECK_SERVER", "ours") == "ours" else Stand
PEERS = ("prosody", "ejabberd")
HERE = os.path.dirname(os.path.abspath(__file__))
servers, links = {}, {}
names = NameServer({})


def account(server, kind, peer, role=""):
    """Each check has accounts of its own, so that rosters and offline messages are its own, too."""
    return f"{peer}{role}", servers[server].host(kind)


def address(server, kind, peer, role=""):
    return "@".join(account(server, kind, peer, role))


async def log_in(server, kind, peer, role=""):
    local, host = account(server, kind, peer, role)
    # fast_tls gives a client another channel binding than Python sees, so no -PLUS.
    return await slixmpp_client.log_in(local, "here", mechanism="SCRAM-SHA-1", domain=host, port=servers[server].c2s,
                                       ca=None if kind == "xs" else checks.CA)


def zone():
    """SRV records of every host, leading to the wires. ejabberd asks the system for addresses, so the target is localhost."""
    records = {("A", "localhost"): ["127.0.0.1"]}
    for server in servers.values():
        for kind, host in ((kind, name) for kind in server.kinds for name in (server.host(kind), server.rooms(kind))):
            if kind[1] == "s":
                records["SRV", f"_xmpp-server._tcp.{host}"] = [(10, 0, links[server.name].port, "localhost")]
            else:
                records["SRV", f"_xmpps-server._tcp.{host}"] = [(10, 0, links[server.name + "-tls"].port, "localhost")]
        name = server.name
        records["SRV", f"_xmpp-server._tcp.none.{name}.example"] = [(0, 0, 0, ".")]
        records["SRV", f"_xmpp-server._tcp.stranger.{name}.example"] = [(0, 0, links[name].port, "localhost")]
        records["SRV", f"_xmpp-server._tcp.refused.{name}.example"] = [(0, 0, 1, "localhost")]
    return records


async def prepare(work):
    await names.start()
    for kind in (OURS, Prosody, Ejabberd):
        servers[kind.name] = kind(work, names.port)
    hosts = [host for server in servers.values() for host in server.hosts]
    subprocess.run([f"{HERE}/make-certs", f"{work}/certs", *hosts], check=True)
    for server in servers.values():
        for suffix, port in (("", server.s2s), ("-tls", server.s2s_tls)):
            links[server.name + suffix] = Link(port)
            await links[server.name + suffix].start()
    names.records = zone()
    await asyncio.gather(*(server.start() for server in servers.values()))
    await asyncio.gather(*(register(server.c2s, server.host(kind), accounts_of(server, kind))
                           for server in servers.values() for kind in server.kinds))


def accounts_of(server, kind):
    peers = PEERS if server.name == "ours" else (server.name,)
    names = [peer + role for peer in peers for role in ("", "-off", "-pep")]
    return [(name, checks.password_of(name)) for name in names]


async def clear():
    await asyncio.gather(*(server.stop() for server in servers.values()))
