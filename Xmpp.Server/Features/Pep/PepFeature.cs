using System.Xml.Linq;
using Xmpp.Server.Routing;
using Xmpp.Server.Services.PubSub;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Features.Pep;

/// <summary>XEP-0163: Personal Eventing Protocol, and what is stored by it.</summary>
internal sealed class PepFeature(
    PepScopes scopes, PubSubRequests requests, NodeDisco disco, PepPresence presence) : IFeature, IAccountNodes
{
    private const string Capabilities2 = "urn:xmpp:caps";

    // XEP-0060 §10; what is not here does not work.
    private static readonly string[] s_features =
    [
        "access-authorize", "access-open", "access-presence", "access-roster", "access-whitelist", "auto-create",
        "auto-subscribe", "config-node", "config-node-max", "create-and-configure", "create-nodes", "delete-items",
        "delete-nodes", "filtered-notifications", "instant-nodes", "item-ids", "last-published", "manage-subscriptions",
        "member-affiliation", "meta-data", "modify-affiliations", "multi-items", "outcast-affiliation", "persistent-items",
        "presence-subscribe", "publish", "publish-only-affiliation", "publish-options", "publish-node-full",
        "publisher-affiliation", "pubsub-on-a-jid", "purge-nodes", "retract-items", "retrieve-affiliations",
        "retrieve-default", "retrieve-default-sub", "retrieve-items", "retrieve-subscriptions", "rsm", "subscribe",
        "subscription-notifications", "subscription-options",
    ];

    public IReadOnlyList<XepReference> Specs =>
    [
        new(163, "1.2.2", "Personal Eventing Protocol"),
        new(60, "1.30.0", "Publish-Subscribe (of accounts)"),
        new(222, "1.0", "Persistent Storage of Public Data via PubSub"),
        new(223, "1.1.1", "Persistent Storage of Private Data via PubSub"),
        new(84, "1.1.4", "User Avatar"),
        new(107, "1.2.2", "User Mood"),
        new(108, "1.3", "User Activity"),
        new(118, "1.3.0", "User Tune"),
        new(172, "1.1", "User Nickname"),
        new(384, "0.9.1", "OMEMO Encryption (what the server stores)"),
        new(390, "0.3.2", "Entity Capabilities 2.0 (of clients)"),
        new(490, "1.0.1", "Message Displayed Synchronization"),
    ];

    public void Register(FeatureRegistry registry)
    {
        foreach (var target in (IqTarget[])[IqTarget.Account, IqTarget.Server])
        {
            // XEP-0163 §6.1; XEP-0223 §5 has clients ask the server.
            registry.Identities.Add((target, "pubsub", "pep"));
            registry.Disco(target, PubSubNames.Base);
            foreach (var feature in s_features)
                registry.Disco(target, PubSubNames.Feature(feature));
            foreach (var feature in ItemOrder.Features)
                registry.Disco(target, feature);
        }
        registry.Disco(IqTarget.Server, Capabilities2); // XEP-0390 §5.1
        registry.AccountNodes = this;
        foreach (var name in (XName[])[PubSubNames.PubSub, PubSubNames.OwnerPubSub])
        {
            registry.IqGet(IqTarget.Account, name, AnswerAsync, IqAccess.Anyone);
            registry.IqSet(IqTarget.Account, name, AnswerAsync, IqAccess.Anyone);
        }
        registry.Available.Add((resource, _) => presence.OnAvailable(resource));
        registry.ContactPresence.Add(presence.OnContactAsync);
    }

    public ValueTask<IReadOnlyList<XElement>> ItemsAsync(Jid account, Jid asker, CancellationToken ct) =>
        disco.NodesAsync(scopes.Of(account), asker, ct);

    public ValueTask<IqReply> NodeInfoAsync(Jid account, Jid asker, string node, CancellationToken ct) =>
        disco.NodeInfoAsync(scopes.Of(account), asker, node, ct);

    public ValueTask<IqReply> NodeItemsAsync(Jid account, Jid asker, string node, CancellationToken ct) =>
        disco.NodeItemsAsync(scopes.Of(account), asker, node, ct);

    private ValueTask<IqReply> AnswerAsync(IqRequest iq, CancellationToken ct) =>
        requests.AnswerAsync(scopes.Of(iq.Target), iq.Iq.Type, iq.Payload, iq.Sender, ct);
}
