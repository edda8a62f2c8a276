using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.PubSub;

/// <summary>A subscription to a node (XEP-0060 §6.1); one for each subscribed address.</summary>
/// <param name="Subscriber">The subscribed address, bare or full.</param>
/// <param name="SubId">Its subscription identifier (§6.1.6).</param>
/// <param name="State">Whether it has been approved.</param>
/// <param name="Options">The options form (§6.3) in UTF-8, or null while there is none.</param>
/// <param name="SubscribedAt">When it began.</param>
public sealed record PubSubSubscription(
    Jid Subscriber, string SubId, PubSubSubscriptionState State, byte[]? Options, DateTimeOffset SubscribedAt);
