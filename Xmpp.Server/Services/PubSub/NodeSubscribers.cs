using System.Collections.Immutable;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Services.PubSub;

/// <summary>The subscriptions of a node as lists.</summary>
/// <param name="of">What the lists are made of.</param>
internal sealed class NodeSubscribers(ImmutableDictionary<Jid, NodeSubscription> of)
{
    public ImmutableDictionary<Jid, NodeSubscription> Of => of;

    public ImmutableArray<NodeSubscription> All { get; } = [.. of.Values];

    /// <summary>Those of one resource each: few, if any.</summary>
    public ImmutableArray<NodeSubscription> OfResources { get; } = [.. of.Values.Where(s => s.Subscriber.IsFull)];
}
