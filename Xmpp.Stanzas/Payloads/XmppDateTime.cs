using System.Globalization;

namespace Xmpp.Stanzas.Payloads;

/// <summary>Dates and times on the wire (XEP-0082 §3.2).</summary>
public static class XmppDateTime
{
    private const int LengthToSeconds = 19;

    private static readonly string[] s_formats = ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:sszzz"];

    /// <summary>In UTC, with milliseconds only where there are some.</summary>
    public static string Format(DateTimeOffset time)
    {
        var utc = time.ToUniversalTime();
        return utc.ToString(utc.Millisecond == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.fff'Z'",
            CultureInfo.InvariantCulture);
    }

    /// <summary>In UTC, with all six digits of the microsecond where there are some.</summary>
    public static string FormatMicroseconds(DateTimeOffset time)
    {
        var utc = time.ToUniversalTime();
        return utc.Ticks % TimeSpan.TicksPerSecond < TimeSpan.TicksPerMicrosecond
            ? utc.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
            : utc.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
    }

    /// <summary>Reads a DateTime of §3.2: a time zone is required, a fraction may have any number of digits.</summary>
    public static bool TryParse(string? text, out DateTimeOffset time)
    {
        time = default;
        if (text is null || !TrySplitFraction(text, out var whole, out var fraction)
            || !DateTimeOffset.TryParseExact(
                whole, s_formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var read)
            || read > DateTimeOffset.MaxValue - fraction)
        {
            return false;
        }
        time = read.ToUniversalTime() + fraction;
        return true;
    }

    private static bool TrySplitFraction(string text, out string whole, out TimeSpan fraction)
    {
        whole = text;
        fraction = TimeSpan.Zero;
        if (text.Length <= LengthToSeconds || text[LengthToSeconds] != '.')
            return true;
        var digits = text.AsSpan(LengthToSeconds + 1);
        var length = digits.IndexOfAnyExceptInRange('0', '9');
        if (length <= 0)
            return false;
        // Behind the seventh digit is nothing that a clock of ours can hold.
        Span<char> ticks = stackalloc char[7];
        ticks.Fill('0');
        digits[..Math.Min(length, ticks.Length)].CopyTo(ticks);
        fraction = TimeSpan.FromTicks(long.Parse(ticks, CultureInfo.InvariantCulture));
        whole = string.Concat(text.AsSpan(0, LengthToSeconds), digits[length..]);
        return true;
    }
}
