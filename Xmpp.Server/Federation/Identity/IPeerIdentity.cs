using Xmpp.Server.Federation.Discovery;
using Xmpp.Server.Transport;

namespace Xmpp.Server.Federation.Identity;

/// <summary>Says whether what a peer has shown in TLS proves that it is a domain (RFC 6120 §13.7, RFC 9525, XEP-0178).</summary>
internal interface IPeerIdentity
{
    /// <summary>A verdict on a certificate. Nothing is thrown; it may ask the network (DANE, POSH).</summary>
    /// <param name="certificate">As it came in the handshake, or null if the peer showed none.</param>
    /// <param name="domain">The prepared domainpart that the peer says it is.</param>
    /// <param name="address">Where we have connected to; null for a peer that has connected to us.</param>
    /// <param name="ct">The end of the attempt.</param>
    ValueTask<PeerVerdict> JudgeAsync(
        PeerCertificate? certificate, string domain, PeerAddress? address, CancellationToken ct);
}
