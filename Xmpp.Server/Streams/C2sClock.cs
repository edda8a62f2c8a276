using Xmpp.Server.Sessions;

namespace Xmpp.Server.Streams;

/// <summary>What is due on a client's stream because time has passed: too long before login, too long a silence.</summary>
/// <remarks>On the stream's loop, but for <see cref="IsDue"/>, which may be wrong by a moment.</remarks>
internal sealed class C2sClock(C2sServices services)
{
    private readonly long _openedAt = services.Tools.Time.GetTimestamp();
    private long _lastReadAt = services.Tools.Time.GetTimestamp();
    private bool _isPinged;

    /// <summary>A sign of life.</summary>
    public void OnRead()
    {
        _lastReadAt = services.Tools.Time.GetTimestamp();
        _isPinged = false;
    }

    /// <summary>True if <see cref="Next"/> may have something to say. Any thread.</summary>
    /// <param name="session">The session, once there is one.</param>
    /// <param name="lastWriteAt">Timestamp of the stream's last octets.</param>
    public bool IsDue(Session? session, long lastWriteAt)
    {
        var limits = services.Options.Limits;
        return session is null
            ? IsOver(_openedAt, limits.LoginTimeout)
            : session.HasDeadline || IsOver(_lastReadAt, limits.IdleTimeout) || IsOver(lastWriteAt, limits.KeepaliveInterval);
    }

    /// <summary>What the stream must do now; said once, and then not before it is due again.</summary>
    /// <param name="session">The session, once there is one.</param>
    /// <param name="lastWriteAt">Timestamp of the stream's last octets.</param>
    /// <param name="readingSince">Since when it is read, or null: what the client has said may lie there unread.</param>
    public C2sDuty Next(Session? session, long lastWriteAt, long? readingSince)
    {
        var limits = services.Options.Limits;
        // Cases ABU-01: counted from the connection, whatever was sent since.
        if (session is null)
            return services.Tools.Time.GetElapsedTime(_openedAt) >= limits.LoginTimeout ? C2sDuty.End : C2sDuty.None;
        var silence = services.Tools.Time.GetElapsedTime(_lastReadAt);
        var isMissing = session.Management is { IsOverdue: true } && IsRead(readingSince, services.Options.Features.StreamManagement.AckTimeout);
        var isSilent = _isPinged && silence >= limits.IdleTimeout + limits.PingTimeout && IsRead(readingSince, limits.PingTimeout);
        if (isMissing || isSilent)
            return C2sDuty.End;
        if (!_isPinged && limits.IdleTimeout > TimeSpan.Zero && silence >= limits.IdleTimeout)
        {
            _isPinged = true;
            return C2sDuty.Ping;
        }
        if (session.Management is { } management && management.TryAsk(isLate: true))
            return C2sDuty.Ask;
        return IsOver(lastWriteAt, limits.KeepaliveInterval) ? C2sDuty.KeepAlive : C2sDuty.None;
    }

    private bool IsRead(long? since, TimeSpan limit) =>
        since is { } reading && services.Tools.Time.GetElapsedTime(reading) >= limit;

    private bool IsOver(long since, TimeSpan limit) =>
        limit > TimeSpan.Zero && services.Tools.Time.GetElapsedTime(since) >= limit;
}
