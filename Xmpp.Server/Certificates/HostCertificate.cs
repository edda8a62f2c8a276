using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Xmpp.Server.Certificates;

/// <summary>The certificate that one host shows, with its chain, ready for handshakes.</summary>
/// <param name="Host">The prepared domainpart.</param>
/// <param name="Context">Made once and shared by all handshakes.</param>
/// <param name="Leaf">The host's own certificate; its private key is in it.</param>
/// <param name="IsSelfMade">Made by this server at its first start, so nobody trusts it yet.</param>
public sealed record HostCertificate(
    string Host, SslStreamCertificateContext Context, X509Certificate2 Leaf, bool IsSelfMade)
{
    public DateTimeOffset NotBefore => Leaf.NotBefore.ToUniversalTime();
    public DateTimeOffset NotAfter => Leaf.NotAfter.ToUniversalTime();

    /// <summary>RFC 6125 §6.4: whether the certificate names the host as a DNS-ID (or as an IP address).</summary>
    public bool CoversHost => Leaf.MatchesHostname(HostNames.ToAscii(Host), allowCommonName: false);
}
