using System.Globalization;

namespace Xmpp.Server.Configuration.Reading;

/// <summary>Times as <c>server.toml</c> writes them: a whole number and ms, s, m, h or d.</summary>
internal static class OptionDuration
{
    private static readonly (string Unit, long Milliseconds)[] Units =
        [("ms", 1), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000)];

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        foreach (var (unit, milliseconds) in Units)
        {
            if (!text.EndsWith(unit, StringComparison.Ordinal))
                continue;
            var digits = text.AsSpan(0, text.Length - unit.Length).TrimEnd(' ');
            if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                return false;
            duration = TimeSpan.FromMilliseconds(number * milliseconds);
            return true;
        }
        return false;
    }

    public static TimeSpan Parse(string text) =>
        TryParse(text, out var duration) ? duration : throw new FormatException($"Not a time: {text}");

    /// <summary>In the greatest unit that leaves a whole number.</summary>
    public static string Format(TimeSpan duration)
    {
        var total = (long)duration.TotalMilliseconds;
        if (total == 0)
            return "0s";
        foreach (var (unit, milliseconds) in Units.OrderByDescending(unit => unit.Milliseconds))
        {
            if (total % milliseconds == 0)
                return string.Create(CultureInfo.InvariantCulture, $"{total / milliseconds}{unit}");
        }
        return $"{total}ms";
    }
}
