namespace Xmpp.Server.Configuration;

/// <summary>XEP-0124, XEP-0206: clients by BOSH, at /http-bind. A body may have the size of a stanza.</summary>
public sealed record BoshOptions
{
    public bool Enabled { get; init; } = true;

    /// <summary>A request waits for so long at most, whatever the client asks for (XEP-0124 §7.1).</summary>
    [AllowedDuration("1s", "10m")]
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>So many requests of a session wait at the same time, whatever the client asks for (§7.1).</summary>
    [AllowedRange(1, 10)]
    public int MaxHold { get; init; } = 2;

    /// <summary>No request for so long: the client is gone (§10).</summary>
    [AllowedDuration("5s", "1h")]
    public TimeSpan Inactivity { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A client that says so may be silent for so long (§10).</summary>
    [AllowedDuration("5s", "1h")]
    public TimeSpan MaxPause { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Empty requests may not come faster one after the other (§11, §12).</summary>
    [AllowedDuration("0s", "1m")]
    public TimeSpan Polling { get; init; } = TimeSpan.FromSeconds(2);
}
