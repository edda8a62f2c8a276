using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.PubSub;

/// <summary>Nodes of accounts and of services (XEP-0060, XEP-0163), with who is what to them; not their items.</summary>
public interface IPubSubStore : IAccountData
{
    /// <summary>Told of an account for which something was erased, at whatever nodes.</summary>
    Action<Jid> Erased { get; set; }

    /// <summary>All nodes of an account: few, for there is a limit.</summary>
    Task<IReadOnlyList<PubSubNode>> LoadAsync(Jid owner, CancellationToken ct);

    /// <summary>The same for many accounts at once.</summary>
    Task<IReadOnlyList<PubSubNode>> LoadManyAsync(IReadOnlyList<Jid> owners, CancellationToken ct);

    Task<PubSubNode?> FindAsync(Jid owner, string name, CancellationToken ct);

    /// <summary>Nodes in an order that stays, those behind <paramref name="after"/>.</summary>
    Task<IReadOnlyList<PubSubNodeSummary>> ListAsync(Jid owner, string? after, int limit, CancellationToken ct);

    /// <summary>The items and octets of one node, or null.</summary>
    Task<PubSubNodeSummary?> CountAsync(Jid owner, string name, CancellationToken ct);

    /// <summary>Creates a node with its first affiliates, unless it exists, the owner has as many as it may have, or the creator has.</summary>
    Task<CreateOutcome> CreateAsync(PubSubNode node, int maxNodes, int maxPerCreator, CancellationToken ct);

    /// <summary>Sets the configuration and lets the oldest items go that are more than it allows.</summary>
    Task<bool> SetConfigAsync(Jid owner, string name, byte[] config, int maxItems, CancellationToken ct);

    /// <summary>Removes the node and all that belongs to it; false if there was none.</summary>
    Task<bool> DeleteAsync(Jid owner, string name, CancellationToken ct);

    /// <summary>Sets affiliations; "none" removes.</summary>
    Task SetAffiliationsAsync(
        Jid owner, string name, IReadOnlyList<PubSubAffiliate> affiliates, CancellationToken ct);

    Task SetSubscriptionAsync(Jid owner, string name, PubSubSubscription subscription, CancellationToken ct);

    Task RemoveSubscriptionAsync(Jid owner, string name, Jid subscriber, CancellationToken ct);

    /// <summary>The subscriptions of all resources of an entity at the nodes of one owner.</summary>
    Task<IReadOnlyList<(string Node, PubSubSubscription Subscription)>> SubscriptionsOfAsync(
        Jid owner, Jid entity, int limit, CancellationToken ct);

    Task<IReadOnlyList<(string Node, PubSubAffiliation Affiliation)>> AffiliationsOfAsync(
        Jid owner, Jid entity, int limit, CancellationToken ct);
}
