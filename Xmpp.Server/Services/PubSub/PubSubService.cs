using System.Xml.Linq;
using Xmpp.Server.Features.Disco;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Services.PubSub;

/// <summary>XEP-0060: a service for nodes that belong to no account, at a domain of its own below each host.</summary>
internal sealed class PubSubService(
    ServiceScopes scopes, PubSubServices pubSub, PendingCommand pending, Func<Router> router) : ILocalService
{
    private const string Ping = "urn:xmpp:ping";

    // XEP-0060 §10; what is not here does not work.
    private static readonly string[] s_features =
    [
        "access-authorize", "access-open", "access-presence", "access-roster", "access-whitelist", "auto-create",
        "config-node", "config-node-max", "create-and-configure", "create-nodes", "delete-items", "delete-nodes",
        "get-pending", "instant-nodes", "item-ids", "last-published", "manage-subscriptions", "member-affiliation", "meta-data",
        "modify-affiliations", "multi-items", "outcast-affiliation", "persistent-items", "presence-notifications", "publish",
        "publish-only-affiliation", "publish-options", "publish-node-full", "publisher-affiliation", "purge-nodes",
        "retract-items", "retrieve-affiliations", "retrieve-default", "retrieve-default-sub", "retrieve-items",
        "retrieve-subscriptions", "rsm", "subscribe", "subscription-notifications", "subscription-options",
    ];

    public IReadOnlyCollection<string> Domains => scopes.Domains;

    public async ValueTask<StanzaError?> HandleAsync(Stanza stanza, CancellationToken ct)
    {
        if (stanza is not { From: { } from, To: { } to } || scopes.Find(to.Domain) is not { } scope)
            return StanzaError.ServiceUnavailable;
        switch (stanza)
        {
            case Iq { IsRequest: true } iq:
                return await AnswerAsync(scope, iq, from, to, ct);
            case Message { IsError: false } message:
                return to.Local is null && await pubSub.Pending.TryHandleAsync(scope, message, from, ct)
                    ? null
                    : StanzaError.ServiceUnavailable;
            default:
                return null; // answers to what was never asked, presence, and what became of notifications
        }
    }

    private async ValueTask<StanzaError?> AnswerAsync(PubSubScope scope, Iq iq, Jid from, Jid to, CancellationToken ct)
    {
        if (iq.Payload is not { } payload)
            return StanzaError.BadRequest;
        if (to.Local is not null)
            return StanzaError.ItemNotFound; // nodes have names, not addresses (§4.6.2)
        var reply = await ReplyAsync(scope, iq.Type, payload, from, ct);
        if (reply.Error is { } error)
            return error;
        var result = StanzaReply.Result(iq, from, reply.Payload);
        await router().RouteAsync(new StanzaContext(result, to, from, StanzaOrigin.Server), ct);
        if (reply.Then is { } then)
            await then(ct);
        return null;
    }

    private ValueTask<IqReply> ReplyAsync(
        PubSubScope scope, IqType type, XElement payload, Jid from, CancellationToken ct)
    {
        var name = payload.Name;
        if (name == PubSubNames.PubSub || name == PubSubNames.OwnerPubSub)
            return pubSub.Requests.AnswerAsync(scope, type, payload, from, ct);
        if (name == PendingCommand.Command && type == IqType.Set)
            return pending.AnswerAsync(scope, payload, from, ct);
        if (type == IqType.Set)
            return new ValueTask<IqReply>(StanzaError.ServiceUnavailable);
        if (name == DiscoNames.InfoQuery)
            return InfoAsync(scope, NodeOf(payload), from, ct);
        if (name == DiscoNames.ItemsQuery)
            return ItemsAsync(scope, NodeOf(payload), from, ct);
        return new ValueTask<IqReply>(
            name == XNamespace.Get(Ping) + "ping" ? IqReply.Done : StanzaError.ServiceUnavailable);
    }

    // §5.1, §5.3
    private ValueTask<IqReply> InfoAsync(PubSubScope scope, string? node, Jid from, CancellationToken ct)
    {
        if (node is not null)
            return pubSub.Disco.NodeInfoAsync(scope, from, node, ct);
        string[] own = [DiscoNames.Info.NamespaceName, DiscoNames.Items.NamespaceName, PendingCommand.Ns.NamespaceName, Ping, PubSubNames.Base];
        return new ValueTask<IqReply>(IqReply.Result(new XElement(
            DiscoNames.InfoQuery,
            new XElement(DiscoNames.Identity, new XAttribute("category", "pubsub"), new XAttribute("type", "service")),
            own.Concat(s_features.Select(PubSubNames.Feature)).Concat(ItemOrder.Features).Order(StringComparer.Ordinal)
                .Select(feature => new XElement(DiscoNames.Feature, new XAttribute("var", feature))))));
    }

    // §5.2, §5.5
    private async ValueTask<IqReply> ItemsAsync(PubSubScope scope, string? node, Jid from, CancellationToken ct) => node switch
    {
        null => IqReply.Result(new XElement(DiscoNames.ItemsQuery, await pubSub.Disco.NodesAsync(scope, from, ct))),
        PendingCommand.CommandsNode => IqReply.Result(PendingCommand.List(scope.Address)),
        _ => await pubSub.Disco.NodeItemsAsync(scope, from, node, ct),
    };

    private static string? NodeOf(XElement payload) => (string?)payload.Attribute("node") is { Length: > 0 } node ? node : null;
}
