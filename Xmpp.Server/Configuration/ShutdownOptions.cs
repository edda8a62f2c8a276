namespace Xmpp.Server.Configuration;

/// <summary>The orderly end (cases OPS-05).</summary>
[Live]
public sealed record ShutdownOptions
{
    /// <summary>How long what is queued may take to leave; after it the program ends all the same.</summary>
    [AllowedDuration("0s", "10m")]
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
