using System.Security.Cryptography;

namespace Xmpp.Server.Features.Profiles;

/// <summary>An avatar as it is in base64, with line breaks or without (XEP-0084 §4.1).</summary>
/// <param name="Octets">The image.</param>
/// <param name="Hash">Its SHA-1, in lower case hexadecimal digits: of the octets, not of the text.</param>
internal sealed record AvatarImage(byte[] Octets, string Hash)
{
    /// <summary>Null if there is no image or the text is no base64.</summary>
    public static AvatarImage? TryRead(string? base64)
    {
        if (string.IsNullOrWhiteSpace(base64))
            return null;
        var octets = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, octets, out var length) || length == 0)
            return null;
        Array.Resize(ref octets, length);
#pragma warning disable CA5350 // XEP-0084 and XEP-0153 name SHA-1; it identifies a picture, it protects nothing
        return new AvatarImage(octets, Convert.ToHexStringLower(SHA1.HashData(octets)));
#pragma warning restore CA5350
    }
}
