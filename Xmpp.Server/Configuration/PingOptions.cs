namespace Xmpp.Server.Configuration;

/// <summary>XEP-0199.</summary>
public sealed record PingOptions
{
    public bool Enabled { get; init; } = true;
}
