namespace Xmpp.Server.Configuration;

/// <summary>XEP-0049.</summary>
public sealed record PrivateXmlOptions
{
    public bool Enabled { get; init; } = true;

    /// <summary>Different elements that one account may store.</summary>
    [AllowedRange(1, 100_000)]
    public int MaxElements { get; init; } = 200;

    /// <summary>Octets of all of them together.</summary>
    [AllowedRange(1024, 1_000_000_000)]
    public int MaxBytes { get; init; } = 1024 * 1024;
}
