using Xmpp.Server.Observability;
using Xmpp.Server.Routing;
using Xmpp.Server.Sessions;
using Xmpp.Storage;

namespace Xmpp.Server.Services.PubSub;

/// <summary>What accounts and services share of XEP-0060, put together.</summary>
internal sealed class PubSubServices
{
    public PubSubServices(
        Stores stores, Nodes nodes, Func<Router> router, NodeRelations relations, IImplicitAudience? audience,
        SessionDirectory directory, IBlockLists blockLists, HostTable hosts, PubSubMetrics metrics, TimeProvider time)
    {
        Nodes = nodes;
        Relations = relations;
        Expiry = new ItemExpiry(stores.PubSubItems, time);
        Notifier = new NodeNotifier(
            new SubscriberDelivery(router, directory, blockLists, hosts), relations, audience,
            new SubscriberPresence(directory, hosts.Contains), blockLists, metrics, time);
        Publishing = new Publishing(nodes, stores.PubSub, stores.PubSubItems, relations, Notifier, metrics, time);
        Ownership = new NodeOwnership(nodes, stores.PubSub, relations, Notifier, time);
        Pending = new SubscriptionRequests(nodes, stores.PubSub, Notifier, Expiry);
        Subscriptions = new SubscriptionManagement(nodes, stores.PubSub, Notifier, Pending, time);
        Disco = new NodeDisco(nodes, stores.PubSub, stores.PubSubItems, relations);
        Requests = new PubSubRequests(
            Publishing,
            new ItemRetrieval(nodes, stores.PubSubItems, relations, Expiry),
            Ownership,
            new Subscribing(nodes, stores.PubSub, relations, Notifier, Pending, Expiry, time),
            new SubscriptionOptionRequests(nodes, stores.PubSub, relations),
            Subscriptions,
            new AffiliationManagement(nodes, stores.PubSub, Notifier, Pending));
    }

    public Nodes Nodes { get; }
    public NodeRelations Relations { get; }
    public NodeNotifier Notifier { get; }
    public ItemExpiry Expiry { get; }
    public Publishing Publishing { get; }
    public NodeOwnership Ownership { get; }
    public SubscriptionRequests Pending { get; }
    public SubscriptionManagement Subscriptions { get; }
    public NodeDisco Disco { get; }
    public PubSubRequests Requests { get; }
}
