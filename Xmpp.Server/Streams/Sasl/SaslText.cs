using System.Text;

namespace Xmpp.Server.Streams.Sasl;

/// <summary>Base 64 and UTF-8 without any leniency.</summary>
internal static class SaslText
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// RFC 6120 §6.3.5 rule 2: base 64 per RFC 4648 §4, padding bits zero. No white space: the alphabet has none
    /// (RFC 4648 §3.3).
    /// </summary>
    public static bool TryDecodeBase64(string text, out byte[] bytes)
    {
        bytes = [];
        var buffer = new byte[text.Length / 4 * 3];
        if (text.Length % 4 != 0 || !Convert.TryFromBase64String(text, buffer, out var written))
            return false;
        // Encoding again is the whole check: it finds white space and bits behind the end.
        if (!Convert.ToBase64String(buffer, 0, written).Equals(text, StringComparison.Ordinal))
            return false;
        bytes = buffer.AsSpan(0, written).ToArray();
        return true;
    }

    public static bool TryDecodeUtf8(ReadOnlySpan<byte> bytes, out string text)
    {
        try
        {
            text = Utf8.GetString(bytes);
            return true;
        }
        catch (DecoderFallbackException)
        {
            text = "";
            return false;
        }
    }
}
