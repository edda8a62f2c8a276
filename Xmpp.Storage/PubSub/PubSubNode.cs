using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.PubSub;

/// <summary>A node without its items (XEP-0060 §2).</summary>
/// <param name="Owner">The account or the domain of the service that has it.</param>
/// <param name="Name">Its NodeID.</param>
/// <param name="Creator">Who made it (bare JID).</param>
/// <param name="CreatedAt">When.</param>
/// <param name="Config">Its configuration form in UTF-8.</param>
public sealed record PubSubNode(Jid Owner, string Name, Jid Creator, DateTimeOffset CreatedAt, byte[] Config)
{
    public IReadOnlyList<PubSubAffiliate> Affiliates { get; init; } = [];
    public IReadOnlyList<PubSubSubscription> Subscriptions { get; init; } = [];
}
