using System.Globalization;

namespace Xmpp.Stanzas.Payloads;

/// <summary>Dates and times on the wire (XEP-0082 §3.2).</summary>
public static class XmppDateTime
{
    /// <summary>In UTC, with milliseconds only where there are some.</summary>
    public static string Format(DateTimeOffset time)
    {
        var utc = time.ToUniversalTime();
        return utc.ToString(utc.Millisecond == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.fff'Z'",
            CultureInfo.InvariantCulture);
    }

    /// <summary>Reads a DateTime of §3.2; a time zone is required.</summary>
    public static bool TryParse(string? text, out DateTimeOffset time)
    {
        time = default;
        return text is not null && text.Length >= 20 && text[10] == 'T'
            && (text[^1] == 'Z' || text[^6] is '+' or '-')
            && DateTimeOffset.TryParse(
                text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out time);
    }
}
