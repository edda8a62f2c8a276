namespace Xmpp.Server.Configuration;

/// <summary>XEP-0054.</summary>
public sealed record VCardOptions
{
    public bool Enabled { get; init; } = true;

    [AllowedRange(1024, 100_000_000)]
    public int MaxBytes { get; init; } = 204_800;
}
