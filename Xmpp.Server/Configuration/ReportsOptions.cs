namespace Xmpp.Server.Configuration;

/// <summary>XEP-0377.</summary>
[Live]
public sealed record ReportsOptions
{
    [Live(false)]
    public bool Enabled { get; init; } = true;

    /// <summary>Reports kept for one reporter; the oldest go.</summary>
    [AllowedRange(1, 1_000_000)]
    public int MaxPerAccount { get; init; } = 100;

    /// <summary>Characters of the reporter's own words; the rest is cut off.</summary>
    [AllowedRange(0, 100_000)]
    public int MaxText { get; init; } = 1000;

    /// <summary>Messages that one report may name; more are left out.</summary>
    [AllowedRange(0, 10_000)]
    public int MaxStanzaIds { get; init; } = 50;
}
