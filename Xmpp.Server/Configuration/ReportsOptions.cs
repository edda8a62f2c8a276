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

    /// <summary>Reports whose reporter allows it go to the server of who is reported (XEP-0377 §5).</summary>
    public bool ForwardToOrigin { get; init; }

    /// <summary>Where reports go whose reporter allows that others have them (XEP-0377 §5).</summary>
    [Address]
    public IReadOnlyList<string> ForwardTo { get; init; } = [];

    /// <summary>Reports of one account that are sent on in one hour.</summary>
    [AllowedRange(1, 10_000)]
    public int MaxForwardedPerHour { get; init; } = 20;
}
