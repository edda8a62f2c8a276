namespace Xmpp.Server.Routing;

/// <summary>What happens to a stanza that no resource gets (RFC 6121 §8.5).</summary>
internal enum Undelivered
{
    /// <summary>Dropped without a word.</summary>
    Ignore,

    /// <summary>Kept for later if a stage does so (XEP-0160), else answered with an error.</summary>
    Store,

    /// <summary>Answered with <see cref="DeliveryPlan.Error"/>.</summary>
    Bounce,
}
