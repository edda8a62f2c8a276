namespace Xmpp.Server.Configuration;

/// <summary>What one host does otherwise than <see cref="ArchiveOptions"/> says for all.</summary>
[Live]
public sealed record HostArchiveOptions
{
    [AllowedDuration("0s", "36500d")]
    public TimeSpan? MaxAge { get; init; }

    [AllowedRange(0, 100_000_000)]
    public int? MaxMessages { get; init; }
}
