namespace Xmpp.Server.Configuration;

/// <summary>XEP-0198.</summary>
public sealed record StreamManagementOptions
{
    public bool Enabled { get; init; } = true;

    /// <summary>How long a session without a stream waits for its client; a client may ask for less.</summary>
    [AllowedDuration("0s", "1d")]
    public TimeSpan ResumeTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The client is asked for an acknowledgement after a message, after so many other stanzas …</summary>
    [AllowedRange(1, 10_000)]
    public int AckAfterStanzas { get; init; } = 10;

    /// <summary>… or when fewer have waited for so long.</summary>
    [AllowedDuration("1s", "10m")]
    public TimeSpan AckAfter { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>A client that was asked and does not answer for so long has lost its connection.</summary>
    [AllowedDuration("5s", "1h")]
    public TimeSpan AckTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Stanzas that may be unacknowledged; then nothing is written until some are.</summary>
    [AllowedRange(10, 1_000_000)]
    public int WindowStanzas { get; init; } = 1000;

    /// <summary>Octets of them.</summary>
    [AllowedRange(65_536, 1_000_000_000)]
    public int WindowBytes { get; init; } = 2 * 1024 * 1024;

    /// <summary>Sessions whose id is still known when they are over, so that the client hears what was handled (§5).</summary>
    [AllowedRange(0, 10_000_000)]
    public int RememberedSessions { get; init; } = 10_000;
}
