using System.Net;

namespace Xmpp.Server.Federation.Discovery;

/// <summary>One place where a peer may be reached.</summary>
/// <param name="EndPoint">Address and port.</param>
/// <param name="IsDirectTls">TLS from the first octet (XEP-0368); else STARTTLS.</param>
internal sealed record PeerAddress(IPEndPoint EndPoint, bool IsDirectTls)
{
    /// <summary>The name of the host that the address is of, for the log and for DANE (RFC 7673); null if none was looked up.</summary>
    public string? Target { get; init; }

    /// <summary>The way from the domain to the target is signed (DNSSEC), so that the target's name may prove the peer.</summary>
    public bool IsTargetSecure { get; init; }
}
