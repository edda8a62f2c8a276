namespace Xmpp.Server.Configuration;

/// <summary>XEP-0202.</summary>
public sealed record TimeOptions
{
    public bool Enabled { get; init; } = true;
}
