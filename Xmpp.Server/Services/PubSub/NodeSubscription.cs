using Xmpp.Stanzas.Jids;
using Xmpp.Storage.PubSub;

namespace Xmpp.Server.Services.PubSub;

/// <summary>A subscription as a node has it in memory (XEP-0060 §6.1).</summary>
/// <param name="Subscriber">The subscribed address, bare or full.</param>
/// <param name="SubId">Its identifier.</param>
/// <param name="IsPending">It waits for an owner (§8.6).</param>
/// <param name="Options">What the subscriber wants of it (§6.3).</param>
/// <param name="SubscribedAt">When it began.</param>
internal sealed record NodeSubscription(
    Jid Subscriber, string SubId, bool IsPending, SubscriptionOptions Options, DateTimeOffset SubscribedAt)
{
    /// <summary>The word of §4.2.</summary>
    public string StateName => IsPending ? "pending" : "subscribed";

    /// <summary>§12.19: its time is up.</summary>
    public bool IsOver(DateTimeOffset now) => Options.ExpiresAt <= now;

    public static NodeSubscription From(PubSubSubscription stored) => new(
        stored.Subscriber, stored.SubId, stored.State == PubSubSubscriptionState.Pending,
        SubscriptionOptions.Read(stored.Options), stored.SubscribedAt);

    public PubSubSubscription ToStored() => new(
        Subscriber, SubId, IsPending ? PubSubSubscriptionState.Pending : PubSubSubscriptionState.Subscribed,
        Options.Write(), SubscribedAt);
}
