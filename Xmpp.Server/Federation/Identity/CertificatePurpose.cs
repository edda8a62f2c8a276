using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Xmpp.Server.Federation.Identity;

/// <summary>What a key may be used for (RFC 5280 §4.2.1.3, §4.2.1.12).</summary>
internal static class CertificatePurpose
{
    private static readonly Oid ServerAuth = new("1.3.6.1.5.5.7.3.1");
    private static readonly Oid ClientAuth = new("1.3.6.1.5.5.7.3.2");

    /// <summary>
    /// The extended key usages of which the chain has to allow one. A server that connects to another one is a TLS client
    /// with a server's certificate: public authorities issue no clientAuth any more, so serverAuth will do.
    /// </summary>
    public static IReadOnlyList<Oid> Usages(TlsRole role) =>
        role == TlsRole.Server ? [ServerAuth] : [ServerAuth, ClientAuth];

    /// <summary>Whether the key may sign a handshake, or take part in one the old way (RFC 5280 §4.2.1.3).</summary>
    public static bool AllowsHandshake(X509Certificate2 leaf)
    {
        const X509KeyUsageFlags Handshake =
            X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment | X509KeyUsageFlags.KeyAgreement;
        try
        {
            var usage = leaf.Extensions.OfType<X509KeyUsageExtension>().FirstOrDefault();
            return usage is null || (usage.KeyUsages & Handshake) != 0;
        }
        catch (CryptographicException)
        {
            return false; // the extension is no key usage at all
        }
    }
}
