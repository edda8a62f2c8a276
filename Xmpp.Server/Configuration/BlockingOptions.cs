namespace Xmpp.Server.Configuration;

/// <summary>XEP-0191.</summary>
public sealed record BlockingOptions
{
    public bool Enabled { get; init; } = true;

    /// <summary>Addresses that one account may block.</summary>
    [AllowedRange(1, 100_000)]
    public int MaxItems { get; init; } = 1000;
}
