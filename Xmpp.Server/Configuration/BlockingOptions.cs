namespace Xmpp.Server.Configuration;

/// <summary>XEP-0191.</summary>
[Live]
public sealed record BlockingOptions
{
    [Live(false)]
    public bool Enabled { get; init; } = true;

    /// <summary>Addresses that one account may block.</summary>
    [AllowedRange(1, 100_000)]
    public int MaxItems { get; init; } = 1000;
}
