using System.Globalization;

namespace Xmpp.Server.Data.Ejabberd;

/// <summary>Times as they stand in ejabberd's tables.</summary>
internal static class EjabberdTime
{
    private const long Million = 1_000_000, MostSeconds = 100_000_000_000;

    /// <summary>Microseconds since 1970.</summary>
    public static DateTimeOffset? Read(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var time) && time / Million < MostSeconds
            ? DateTimeOffset.UnixEpoch.AddTicks(time * TimeSpan.TicksPerMicrosecond)
            : null;

    /// <summary>Millions of seconds, seconds, microseconds, with colons between them.</summary>
    public static DateTimeOffset? ReadParts(string? text) =>
        text?.Split(':') is [var millions, var seconds, var micros]
            && long.TryParse(millions, NumberStyles.None, CultureInfo.InvariantCulture, out var m) && m < MostSeconds / Million
            && int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var s) && s < Million
            && int.TryParse(micros, NumberStyles.None, CultureInfo.InvariantCulture, out var u) && u < Million
            ? DateTimeOffset.UnixEpoch.AddTicks((((m * Million) + s) * TimeSpan.TicksPerSecond) + (u * TimeSpan.TicksPerMicrosecond))
            : null;
}
