namespace Xmpp.Server.Configuration;

/// <summary>XEP-0092.</summary>
public sealed record VersionOptions
{
    public bool Enabled { get; init; } = true;

    /// <summary>Name the operating system, too (XEP-0092 §5 warns of it).</summary>
    public bool Os { get; init; }
}
