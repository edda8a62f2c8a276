using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Xmpp.Server.Services.Upload;

/// <summary>
/// What makes an address unguessable (XEP-0363 §9.3). The one to put to has a secret of 192 random bits; the one to get from
/// has what is derived from it, so that who may read a file, which is everybody who is sent its address, cannot put one in its
/// place. The rows have only what is derived from that in turn: who reads the database cannot read the files' addresses.
/// </summary>
internal static class UploadToken
{
    private const int Bytes = 24;

    private static readonly int s_length = Base64Url.GetEncodedLength(Bytes);

    /// <summary>For a new slot.</summary>
    public static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>The token of the address to get from.</summary>
    public static string IdOf(string secret) => Base64Url.EncodeToString(Hash("file " + secret).AsSpan(0, Bytes));

    /// <summary>The key of the row.</summary>
    public static byte[] KeyOf(string id) => Hash("key " + id);

    /// <summary>False for what cannot be a token.</summary>
    public static bool IsToken(string? text) => text?.Length == s_length && Base64Url.IsValid(text);

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
