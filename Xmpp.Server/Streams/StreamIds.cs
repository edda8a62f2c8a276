using System.Buffers.Text;
using System.Security.Cryptography;

namespace Xmpp.Server.Streams;

/// <summary>Identifiers that nobody can guess (RFC 6120 §4.7.3, §7.6; cases SECURITY 13).</summary>
internal static class StreamIds
{
    /// <summary>128 random bits in base64url.</summary>
    public static string New()
    {
        Span<byte> random = stackalloc byte[16];
        RandomNumberGenerator.Fill(random);
        return Base64Url.EncodeToString(random);
    }
}
