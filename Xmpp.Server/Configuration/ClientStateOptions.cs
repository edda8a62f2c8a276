namespace Xmpp.Server.Configuration;

/// <summary>XEP-0352.</summary>
public sealed record ClientStateOptions
{
    public bool Enabled { get; init; } = true;

    /// <summary>Stanzas that are held back at most; then all of them are sent.</summary>
    [AllowedRange(1, 100_000)]
    public int MaxHeld { get; init; } = 200;

    /// <summary>How long one is held back at most.</summary>
    [AllowedDuration("1s", "1d")]
    public TimeSpan MaxHoldTime { get; init; } = TimeSpan.FromMinutes(10);
}
