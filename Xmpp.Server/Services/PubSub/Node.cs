using System.Collections.Immutable;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.PubSub;

namespace Xmpp.Server.Services.PubSub;

/// <summary>A node in memory (XEP-0060 §2): immutable, swapped whole when it changes; its items are in the store.</summary>
/// <param name="Owner">The account or the service that has it.</param>
/// <param name="Name">Its NodeID.</param>
/// <param name="Creator">Who made it.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="Config">Its configuration.</param>
internal sealed record Node(Jid Owner, string Name, Jid Creator, DateTimeOffset CreatedAt, NodeConfig Config)
{
    private NodeSubscribers? _subscribers;

    public ImmutableDictionary<Jid, PubSubAffiliation> Affiliations { get; init; } =
        ImmutableDictionary<Jid, PubSubAffiliation>.Empty;

    public ImmutableDictionary<Jid, NodeSubscription> Subscriptions { get; init; } =
        ImmutableDictionary<Jid, NodeSubscription>.Empty;

    /// <summary>The last item of a node that keeps none (§12.10), while the server remembers it.</summary>
    public PubSubItem? Held { get; init; }

    /// <summary>XEP-0163 §2.2: an account owns its nodes, whatever is on record.</summary>
    public PubSubAffiliation AffiliationOf(Jid entity) =>
        entity.Bare == Owner && Owner.Local is not null
            ? PubSubAffiliation.Owner
            : Affiliations.GetValueOrDefault(entity.Bare, PubSubAffiliation.None);

    /// <summary>Those who own it (bare JIDs).</summary>
    public IEnumerable<Jid> Owners()
    {
        if (Owner.Local is not null)
            yield return Owner;
        foreach (var (entity, affiliation) in Affiliations)
        {
            if (affiliation == PubSubAffiliation.Owner && entity != Owner)
                yield return entity;
        }
    }

    /// <summary>The subscriptions in a list, which is quicker to go through; made once for each change of them.</summary>
    public NodeSubscribers Subscribers
    {
        get
        {
            var known = _subscribers;
            return known?.Of == Subscriptions ? known : _subscribers = new NodeSubscribers(Subscriptions);
        }
    }

    /// <summary>True if any address of the entity is subscribed, and approved, and its time is not up (§12.19).</summary>
    public bool IsSubscribed(Jid entity, DateTimeOffset now)
    {
        if (Subscriptions.TryGetValue(entity, out var exact) && Counts(exact))
            return true;
        var bare = entity.Bare;
        if (Subscriptions.TryGetValue(bare, out var account) && Counts(account))
            return true;
        foreach (var subscription in Subscribers.OfResources)
        {
            if (subscription.Subscriber.Bare == bare && Counts(subscription))
                return true;
        }
        return false;

        bool Counts(NodeSubscription subscription) => !subscription.IsPending && !subscription.IsOver(now);
    }

    public static Node From(PubSubNode stored) =>
        new(stored.Owner, stored.Name, stored.Creator, stored.CreatedAt, NodeConfigForms.Read(stored.Config))
        {
            Affiliations = stored.Affiliates.ToImmutableDictionary(a => a.Entity, a => a.Affiliation),
            Subscriptions = stored.Subscriptions.ToImmutableDictionary(s => s.Subscriber, NodeSubscription.From),
        };

    public PubSubNode ToStored() => new(Owner, Name, Creator, CreatedAt, NodeConfigForms.Write(Config))
    {
        Affiliates = [.. Affiliations.Select(a => new PubSubAffiliate(a.Key, a.Value))],
        Subscriptions = [.. Subscriptions.Values.Select(s => s.ToStored())],
    };
}
