namespace Xmpp.Server.Configuration;

/// <summary>XEP-0030 and XEP-0115 for the server itself.</summary>
public sealed record DiscoOptions
{
    public bool Enabled { get; init; } = true;
}
