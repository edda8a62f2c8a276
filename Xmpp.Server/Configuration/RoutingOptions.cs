namespace Xmpp.Server.Configuration;

/// <summary>Choices that RFC 6121 §8.5 leaves to the server.</summary>
[Live]
public sealed record RoutingOptions
{
    /// <summary>Deliver IQ requests to a full JID also from someone who has no presence of it (RFC 6121 §8.5.3.1 SHOULD NOT).</summary>
    public bool IqFromStrangers { get; init; }
}
