using System.Xml.Linq;
using Xmpp.Server.Observability;
using Xmpp.Server.Routing;
using Xmpp.Server.Streams;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;
using Xmpp.Stanzas.Xml;
using Xmpp.Storage.PubSub;

namespace Xmpp.Server.Services.PubSub;

/// <summary>Sends event notifications to whom they are due (XEP-0060 §7.1.2, §12.2, §12.3).</summary>
internal sealed class NodeNotifier(
    SubscriberDelivery delivery, NodeRelations relations, IImplicitAudience? audience, SubscriberPresence presence,
    IBlockLists blockLists, PubSubMetrics metrics, TimeProvider time)
{
    /// <summary>§7.1.2.</summary>
    public ValueTask PublishedAsync(Node node, IReadOnlyList<PubSubItem> items, CancellationToken ct) =>
        BroadcastAsync(node, ItemElements.EventOf(node, items), ct, items[^1]);

    /// <summary>§4.3: a node of notifications only that keeps nothing has an event without item.</summary>
    public ValueTask TouchedAsync(Node node, CancellationToken ct) => BroadcastAsync(node, ItemElements.EventOf(node, []), ct);

    /// <summary>§7.2.2.1.</summary>
    public ValueTask RetractedAsync(Node node, IEnumerable<string> ids, CancellationToken ct) =>
        BroadcastAsync(
            node,
            new XElement(
                PubSubNames.EventItems,
                new XAttribute(PubSubNames.Node, node.Name),
                ids.Select(id => new XElement(PubSubNames.EventRetract, new XAttribute(PubSubNames.Id, id)))),
            ct);

    /// <summary>§8.5.2: one for all items.</summary>
    public ValueTask PurgedAsync(Node node, CancellationToken ct) =>
        BroadcastAsync(node, new XElement(PubSubNames.EventPurge, new XAttribute(PubSubNames.Node, node.Name)), ct);

    /// <summary>§8.4.2: also to those whose subscription was pending.</summary>
    public ValueTask DeletedAsync(Node node, string? redirect, CancellationToken ct)
    {
        var deleted = new XElement(PubSubNames.EventDelete, new XAttribute(PubSubNames.Node, node.Name));
        if (redirect is not null)
            deleted.Add(new XElement(PubSubNames.EventRedirect, new XAttribute(PubSubNames.Uri, redirect)));
        return BroadcastAsync(node, deleted, ct, alsoPending: true);
    }

    /// <summary>§8.2.5.3.</summary>
    public ValueTask ConfiguredAsync(Node node, CancellationToken ct)
    {
        var configuration = new XElement(PubSubNames.EventConfiguration, new XAttribute(PubSubNames.Node, node.Name));
        if (node.Config.DeliverPayloads)
            configuration.Add(NodeConfigForms.ToElement(node.Config, DataFormType.Result));
        return BroadcastAsync(node, configuration, ct);
    }

    /// <summary>§6.1.7: the last item, to one address, with the time at which it was published.</summary>
    public async ValueTask LastItemAsync(Node node, PubSubItem item, Jid to, CancellationToken ct)
    {
        if (!Blocks(await BlockedByAsync(node, ct), to))
            await SendAsync(LastItem(node, item), to, ct);
    }

    /// <summary>That message without 'to'.</summary>
    public static Message LastItem(Node node, PubSubItem item) => NewMessage(
        node, ItemElements.EventOf(node, [item]), Delay.ToElement(item.PublishedAt, node.Owner));

    /// <summary>§12.14: the state of a subscription has changed.</summary>
    public async ValueTask SubscriptionAsync(Node node, Jid subscriber, string state, string? subId, CancellationToken ct)
    {
        if (Blocks(await BlockedByAsync(node, ct), subscriber))
            return;
        var subscription = new XElement(
            PubSubNames.EventSubscription,
            new XAttribute(PubSubNames.Node, node.Name),
            new XAttribute(PubSubNames.Jid, subscriber.ToString()),
            new XAttribute(PubSubNames.SubscriptionState, state));
        if (subId is not null)
            subscription.Add(new XAttribute(PubSubNames.SubId, subId));
        await SendAsync(NewMessage(node, subscription, null), subscriber, ct);
    }

    /// <summary>A message from the service that is no event (requests to owners, affiliations).</summary>
    public ValueTask SendAsync(Node node, XElement payload, Jid to, string id, CancellationToken ct) => SendAsync(
        new Message(new XElement(XmppNames.Message, payload), node.Owner, null, id, null, null), to, ct);

    private ValueTask SendAsync(Message message, Jid to, CancellationToken ct)
    {
        metrics.Notified(1);
        return delivery.SendAsync(message, null, to, ct);
    }

    private async ValueTask BroadcastAsync(
        Node node, XElement happened, CancellationToken ct, PubSubItem? item = null, bool alsoPending = false)
    {
        if (!node.Config.DeliverNotifications)
            return;
        var message = NewMessage(node, happened, null);
        var reached = audience is not null && node.Owner.Local is not null
            ? await audience.DeliverAsync(node, message, item, ct)
            : null;
        var blocked = node.Subscriptions.IsEmpty ? null : await BlockedByAsync(node, ct);
        var now = time.GetUtcNow();
        var encoded = new EncodedStanza(message);
        var isForAll = node.Config.AccessModel is AccessModel.Open or AccessModel.Authorize;
        var notified = 0;
        foreach (var subscription in node.Subscribers.All)
        {
            if ((subscription.IsPending && !alsoPending) || !subscription.Options.Delivers
                || subscription.IsOver(now) || reached?.Contains(subscription.Subscriber) == true
                || Blocks(blocked, subscription.Subscriber) || !presence.Allows(node, subscription))
            {
                continue;
            }
            // Cases PUB-05: who has lost access gets nothing, whatever is on record.
            if (!isForAll
                && await relations.RefusalAsync(NodeOperation.Subscribe, node, subscription.Subscriber, ct) is not null)
            {
                continue;
            }
            notified++;
            await delivery.SendAsync(message, encoded, subscription.Subscriber, ct);
        }
        metrics.Notified(notified);
    }

    // XEP-0191 §3.2: an account sends nothing to those whom it has blocked, whether they are subscribed or not.
    private async ValueTask<BlockList?> BlockedByAsync(Node node, CancellationToken ct) =>
        node.Owner.Local is not null ? await blockLists.GetAsync(node.Owner, ct) : null;

    private static bool Blocks(BlockList? list, Jid subscriber) => list?.Blocks(subscriber) == true;

    private static Message NewMessage(Node node, XElement happened, XElement? delay) => new(
        new XElement(XmppNames.Message, new XElement(PubSubNames.Event, happened), delay),
        node.Owner, null, StreamIds.New(), null, node.Config.IsHeadline ? "headline" : null);
}
