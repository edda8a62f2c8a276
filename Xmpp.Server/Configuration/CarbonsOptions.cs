namespace Xmpp.Server.Configuration;

/// <summary>XEP-0280.</summary>
public sealed record CarbonsOptions
{
    public bool Enabled { get; init; } = true;

    /// <summary>
    /// Copied messages that are remembered, so that an error in answer to one is copied, too (XEP-0280 §6.1); eight
    /// octets each, for the whole server.
    /// </summary>
    [AllowedRange(1, 16_777_216)]
    public int RememberedMessages { get; init; } = 65_536;
}
