namespace Xmpp.Storage.Archive;

/// <summary>Ids of archived messages are times: microseconds since 1970, UTC.</summary>
public static class ArchiveTime
{
    /// <summary>The id of a moment; the part of a microsecond is cut off.</summary>
    public static long ToId(DateTimeOffset time) =>
        Math.DivRem((time - DateTimeOffset.UnixEpoch).Ticks, TimeSpan.TicksPerMicrosecond, out var rest)
        - (rest < 0 ? 1 : 0);

    public static DateTimeOffset FromId(long id) =>
        DateTimeOffset.UnixEpoch + TimeSpan.FromTicks(id * TimeSpan.TicksPerMicrosecond);
}
