using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Xmpp.Server.Certificates;

/// <summary>The channel binding tls-server-end-point: the hash of a server's certificate (RFC 5929 §4.1).</summary>
internal static class ServerEndPoint
{
    // Once for a certificate, and gone with it after a reload.
    private static readonly ConditionalWeakTable<X509Certificate2, Entry> s_known = [];

    /// <summary>Null where the certificate's signature has not one hash function of its own: the type is undefined then.</summary>
    public static byte[]? Of(X509Certificate2 certificate) =>
        s_known.GetValue(certificate, static found => new Entry(Compute(found))).Hash;

    private static byte[]? Compute(X509Certificate2 certificate) => certificate.SignatureAlgorithm.Value switch
    {
        // MD5 and SHA-1 are replaced by SHA-256.
        "1.2.840.113549.1.1.4" or "1.2.840.113549.1.1.5" or "1.2.840.113549.1.1.11" // RSA (RFC 8017)
            or "1.2.840.10045.4.1" or "1.2.840.10045.4.3.2" // ECDSA (RFC 5758)
            => SHA256.HashData(certificate.RawDataMemory.Span),
        "1.2.840.113549.1.1.12" or "1.2.840.10045.4.3.3" => SHA384.HashData(certificate.RawDataMemory.Span),
        "1.2.840.113549.1.1.13" or "1.2.840.10045.4.3.4" => SHA512.HashData(certificate.RawDataMemory.Span),
        _ => null,
    };

    private sealed record Entry(byte[]? Hash);
}
