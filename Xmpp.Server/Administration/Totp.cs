using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Xmpp.Server.Administration;

/// <summary>RFC 6238: one-time codes from a secret and the time; six digits, 30 seconds, SHA-1, as all programs for it do.</summary>
internal static class Totp
{
    /// <summary>RFC 4226 §4 R6: 160 bits.</summary>
    public const int SecretLength = 20;

    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const long Step = 30;

    /// <summary>RFC 6238 §4.2: T.</summary>
    public static long StepAt(DateTimeOffset time) => time.ToUnixTimeSeconds() / Step;

    /// <summary>The code of a step.</summary>
    public static string CodeOf(byte[] secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        // RFC 6238 §1.2 asks for HMAC-SHA-1, which the weakness of SHA-1 does not touch.
#pragma warning disable CA5350
        var hash = HMACSHA1.HashData(secret, counter);
#pragma warning restore CA5350
        // RFC 4226 §5.3: dynamic truncation.
        var offset = hash[^1] & 0xF;
        var number = BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(offset)) & 0x7FFF_FFFF;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>The step whose code it is: now, or one before or after (§5.2, §6); null for none of these.</summary>
    public static long? Find(byte[] secret, string code, DateTimeOffset time)
    {
        long? found = null;
        var now = StepAt(time);
        for (var step = now - 1; step <= now + 1; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(CodeOf(secret, step)), Encoding.UTF8.GetBytes(code)))
                found = step;
        }
        return found;
    }

    /// <summary>RFC 4648 §6, without padding: what people type.</summary>
    public static string ToBase32(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        int buffer = 0, bits = 0;
        foreach (var b in bytes)
        {
            buffer = (buffer << 8) | b;
            bits += 8;
            while (bits >= 5)
            {
                bits -= 5;
                text.Append(Base32[(buffer >> bits) & 31]);
            }
            buffer &= (1 << bits) - 1;
        }
        if (bits > 0)
            text.Append(Base32[(buffer << (5 - bits)) & 31]);
        return text.ToString();
    }
}
