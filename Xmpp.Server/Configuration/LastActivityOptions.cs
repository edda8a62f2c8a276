namespace Xmpp.Server.Configuration;

/// <summary>XEP-0012.</summary>
public sealed record LastActivityOptions
{
    public bool Enabled { get; init; } = true;
}
