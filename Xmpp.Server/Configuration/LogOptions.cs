using Microsoft.Extensions.Logging;

namespace Xmpp.Server.Configuration;

/// <summary>What is logged, and how. The log goes to standard output.</summary>
[Live]
public sealed record LogOptions
{
    public LogLevel Level { get; init; } = LogLevel.Information;
    [Live(false)]
    public LogFormat Format { get; init; } = LogFormat.Console;

    /// <summary>Print every stanza, without SASL and bodies. For finding faults only.</summary>
    public bool WireLog { get; init; }

    /// <summary>Print bodies in the wire log, too. Never where real people write.</summary>
    public bool WireLogBodies { get; init; }
}
