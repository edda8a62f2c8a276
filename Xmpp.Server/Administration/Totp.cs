using OtpNet;

namespace Xmpp.Server.Administration;

/// <summary>RFC 6238: one-time codes from a secret and the time; six digits, 30 seconds, SHA-1, as all programs for it do.</summary>
internal static class Totp
{
    /// <summary>RFC 4226 §4 R6: 160 bits.</summary>
    public const int SecretLength = 20;

    private static readonly VerificationWindow s_window = new(previous: 1, future: 1);

    /// <summary>The step whose code it is: now, or one before or after (§5.2, §6); null for none of these.</summary>
    public static long? Find(byte[] secret, string code, DateTimeOffset time) =>
        new OtpNet.Totp(secret).VerifyTotp(time.UtcDateTime, code, out var step, s_window) ? step : null;

    /// <summary>RFC 4648 §6, without padding: what people type.</summary>
    public static string ToBase32(byte[] bytes) => Base32Encoding.ToString(bytes).TrimEnd('=');
}
