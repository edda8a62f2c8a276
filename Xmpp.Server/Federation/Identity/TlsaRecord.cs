namespace Xmpp.Server.Federation.Identity;

/// <summary>A TLSA record (RFC 6698 §2.1) that came with the resolver's word that it is authentic.</summary>
/// <param name="Usage">0: an authority in a trusted chain, 1: the certificate of one, 2: an authority, 3: the certificate.</param>
/// <param name="Selector">0: the certificate, 1: its public key.</param>
/// <param name="Matching">0: as it is, 1: SHA-256, 2: SHA-512.</param>
/// <param name="Data">What has to be equal.</param>
internal sealed record TlsaRecord(byte Usage, byte Selector, byte Matching, ReadOnlyMemory<byte> Data)
{
    public const byte TrustedAuthority = 0;
    public const byte TrustedCertificate = 1;
    public const byte Authority = 2;
    public const byte Certificate = 3;

    /// <summary>RFC 6698 §4.1: what we do not know, or cannot be, is as if it were not there.</summary>
    public bool IsUsable => Usage <= Certificate && Selector <= 1 && Matching switch
    {
        0 => Data.Length > 0,
        1 => Data.Length == 32,
        2 => Data.Length == 64,
        _ => false,
    };
}
