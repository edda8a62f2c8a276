namespace Xmpp.Server.Configuration;

/// <summary>XEP-0160.</summary>
[Live]
public sealed record OfflineOptions
{
    [Live(false)]
    public bool Enabled { get; init; } = true;

    /// <summary>Messages that wait for one account; beyond it the sender gets an error (XEP-0160 §3).</summary>
    [AllowedRange(1, 10_000_000)]
    public int MaxMessages { get; init; } = 1000;

    /// <summary>Octets of all of them together.</summary>
    [AllowedRange(10_000, 2_000_000_000)]
    public int MaxBytes { get; init; } = 20 * 1024 * 1024;
}
