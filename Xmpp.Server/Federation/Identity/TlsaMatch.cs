using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Xmpp.Server.Federation.Identity;

/// <summary>RFC 6698 §2.1.2 to §2.1.4: whether a certificate is the one that a record means.</summary>
internal static class TlsaMatch
{
    public static bool Matches(TlsaRecord record, ReadOnlySpan<byte> certificate)
    {
        var selected = record.Selector == 0 ? certificate : PublicKey(certificate);
        return record.Matching switch
        {
            0 => record.Data.Span.SequenceEqual(selected),
            1 => record.Data.Span.SequenceEqual(SHA256.HashData(selected)),
            2 => record.Data.Span.SequenceEqual(SHA512.HashData(selected)),
            _ => false,
        };
    }

    private static byte[] PublicKey(ReadOnlySpan<byte> certificate)
    {
        using var loaded = X509CertificateLoader.LoadCertificate(certificate);
        return loaded.PublicKey.ExportSubjectPublicKeyInfo();
    }
}
