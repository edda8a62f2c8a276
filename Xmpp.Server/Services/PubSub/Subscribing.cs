using System.Text;
using System.Xml.Linq;
using Xmpp.Server.Routing;
using Xmpp.Server.Streams;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage.PubSub;

namespace Xmpp.Server.Services.PubSub;

/// <summary>Subscribes and unsubscribes (XEP-0060 §6.1, §6.2, §5.6).</summary>
internal sealed class Subscribing(
    Nodes nodes, IPubSubStore store, NodeRelations relations, NodeNotifier notifier, SubscriptionRequests requests,
    ItemExpiry items, TimeProvider time)
{
    private const int EntryOctets = 64; // <subscription node='' jid='' subscription='subscribed' subid=''/>

    /// <summary>§6.1.</summary>
    public async ValueTask<IqReply> SubscribeAsync(NodeRequest request, CancellationToken ct)
    {
        if (!request.TryGetNode(out var name))
            return PubSubErrors.NodeIdRequired;
        if (ReadJid(request, out var jid) is { } badJid)
            return badJid;
        if (jid is null || jid.Bare != request.Sender.Bare)
            return PubSubErrors.InvalidJid; // §6.1.3.1
        if (ReadOptions(request, out var options) is { } badOptions)
            return badOptions;
        Node? after = null;
        NodeSubscription? subscription = null;
        PubSubItem? last = null;
        var isNew = false;
        var error = await nodes.ChangeAsync<StanzaError?>(request.Owner, name, async (node, token) =>
        {
            if (node is null)
                return new NodeChange<StanzaError?>(null, StanzaError.ItemNotFound);
            node = await WithoutExpiredAsync(node, token);
            var relation = await relations.OfAsync(node, jid, token);
            if (NodeRules.Refusal(NodeOperation.Subscribe, node.Config, relation) is { } refusal)
                return new NodeChange<StanzaError?>(node, refusal);
            var before = node.Subscriptions.GetValueOrDefault(jid);
            if (before is { IsPending: true })
                return new NodeChange<StanzaError?>(node, PubSubErrors.PendingSubscription); // §6.1.3.7
            if (before is null && node.Subscriptions.Count >= request.Scope.Limits.MaxSubscriptions)
                return new NodeChange<StanzaError?>(node, PubSubErrors.TooManySubscriptions); // §6.1.3.9
            if (before is null && Count(node, jid.Bare) >= request.Scope.Limits.MaxSubscriptionsPerAccount)
                return new NodeChange<StanzaError?>(node, PubSubErrors.TooManySubscriptions); // nobody has so many devices
            isNew = before is null;
            // §6.1.6: one for each address; a second request gets the state of the first.
            subscription = before is null
                ? new NodeSubscription(
                    jid, StreamIds.New(), NodeRules.NeedsApproval(node.Config, relation), options ?? SubscriptionOptions.Default,
                    time.GetUtcNow())
                : before with { Options = options ?? before.Options };
            await store.SetSubscriptionAsync(node.Owner, name, subscription.ToStored(), token);
            after = node with { Subscriptions = node.Subscriptions.SetItem(jid, subscription) };
            if (isNew && node.Config.SendLast != SendLastItem.Never)
                last = await items.LastAsync(node, token); // here: of what comes later he is notified
            return new NodeChange<StanzaError?>(after, null);
        }, ct);
        if (error is not null || subscription is null || after is null)
            return error ?? StanzaError.InternalServerError;
        var result = IqReply.Result(new XElement(
            PubSubNames.PubSub,
            SubscriptionElements.ToElement(PubSubNames.Subscription, name, subscription),
            options is null
                ? null
                : new XElement(PubSubNames.Options, subscription.Options.ToElement(DataFormType.Result))));
        return isNew ? result.WithThen(token => TellAsync(after, subscription, last, token)) : result;
    }

    /// <summary>§6.2.</summary>
    public async ValueTask<IqReply> UnsubscribeAsync(NodeRequest request, CancellationToken ct)
    {
        if (!request.TryGetNode(out var name))
            return PubSubErrors.NodeIdRequired;
        if (ReadJid(request, out var jid) is { } badJid)
            return badJid;
        if (jid is null)
            return PubSubErrors.JidRequired;
        var subId = (string?)request.Element.Attribute(PubSubNames.SubId);
        Node? left = null;
        var error = await nodes.ChangeAsync<StanzaError?>(request.Owner, name, async (node, token) =>
        {
            if (node is null)
                return new NodeChange<StanzaError?>(null, StanzaError.ItemNotFound); // §6.2.3.4
            if (jid.Bare != request.Sender.Bare && node.AffiliationOf(request.Sender) != PubSubAffiliation.Owner)
                return new NodeChange<StanzaError?>(node, StanzaError.Forbidden); // §6.2.3.3
            if (!node.Subscriptions.TryGetValue(jid, out var subscription))
                return new NodeChange<StanzaError?>(node, PubSubErrors.NotSubscribed(StanzaErrorType.Cancel)); // §6.2.3.2
            if (subId is not null && subId != subscription.SubId)
                return new NodeChange<StanzaError?>(node, PubSubErrors.InvalidSubId); // §6.2.3.5
            await store.RemoveSubscriptionAsync(node.Owner, name, jid, token);
            left = node;
            return new NodeChange<StanzaError?>(node with { Subscriptions = node.Subscriptions.Remove(jid) }, null);
        }, ct);
        if (left is { Config.NotifySub: true })
            await requests.TellOwnersAsync(left, jid, "none", ct);
        return error is null ? IqReply.Done : error;
    }

    /// <summary>§5.6: those of the one who asks; all of them, or an error.</summary>
    public async ValueTask<IqReply> SubscriptionsAsync(NodeRequest request, CancellationToken ct)
    {
        var only = (string?)request.Element.Attribute(PubSubNames.Node);
        if (await SubscriptionsOfAsync(request, only, ct) is not { } found)
            return StanzaError.ResourceConstraint;
        var list = new XElement(PubSubNames.Subscriptions);
        if (!string.IsNullOrEmpty(only))
            list.Add(new XAttribute(PubSubNames.Node, only));
        foreach (var (node, subscription) in found)
        {
            if (!subscription.IsOver(time.GetUtcNow()))
                list.Add(SubscriptionElements.ToElement(PubSubNames.Subscription, node, subscription));
        }
        return IqReply.Result(new XElement(PubSubNames.PubSub, list));
    }

    // Null if they are more than one answer may have: nothing limits them but the number of nodes.
    private async ValueTask<IEnumerable<(string Node, NodeSubscription Subscription)>?> SubscriptionsOfAsync(
        NodeRequest request, string? only, CancellationToken ct)
    {
        var account = request.Sender.Bare;
        if (!string.IsNullOrEmpty(only))
        {
            var node = await nodes.FindAsync(request.Owner, only, ct);
            return node?.Subscriptions.Values.Where(s => s.Subscriber.Bare == account).Select(s => (only, s)) ?? [];
        }
        var most = request.Scope.Limits.PageBytes;
        var found = await store.SubscriptionsOfAsync(request.Owner, account, (most / EntryOctets) + 1, ct);
        return found.Sum(f => OctetsOf(f.Node, f.Subscription)) > most
            ? null
            : found.Select(f => (f.Node, NodeSubscription.From(f.Subscription)));
    }

    // §12.19: a lease that is over makes room for others, and its owner may begin anew.
    private async Task<Node> WithoutExpiredAsync(Node node, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var over = node.Subscriptions.Values.Where(s => s.IsOver(now)).Select(s => s.Subscriber).ToList();
        foreach (var subscriber in over)
            await store.RemoveSubscriptionAsync(node.Owner, node.Name, subscriber, ct);
        return over.Count == 0 ? node : node with { Subscriptions = node.Subscriptions.RemoveRange(over) };
    }

    private static long OctetsOf(string node, PubSubSubscription subscription) =>
        EntryOctets + Encoding.UTF8.GetByteCount(node) + Encoding.UTF8.GetByteCount(subscription.Subscriber.ToString())
        + subscription.SubId.Length;

    private static int Count(Node node, Jid account) => node.Subscriptions.Keys.Count(s => s.Bare == account);

    private async Task TellAsync(Node node, NodeSubscription subscription, PubSubItem? last, CancellationToken ct)
    {
        if (subscription.IsPending)
        {
            await requests.AskOwnersAsync(node, subscription, ct); // §8.6
            return;
        }
        if (node.Config.NotifySub)
            await requests.TellOwnersAsync(node, subscription.Subscriber, subscription.StateName, ct);
        if (last is not null) // §6.1.7, §12.10
            await nodes.BetweenChangesAsync(node.Owner, node.Name, token => SendLastAsync(node, subscription, last, token), ct);
    }

    // What was published behind it is newer, and he has been notified of that.
    private async Task SendLastAsync(Node node, NodeSubscription subscription, PubSubItem last, CancellationToken ct)
    {
        if (await nodes.FindAsync(node.Owner, node.Name, ct) is { } now && now.Subscriptions.ContainsKey(subscription.Subscriber)
            && (await items.LastAsync(now, ct))?.Mark == last.Mark)
        {
            await notifier.LastItemAsync(now, last, subscription.Subscriber, ct);
        }
    }

    private static StanzaError? ReadJid(NodeRequest request, out Jid? jid)
    {
        jid = null;
        return (string?)request.Element.Attribute(PubSubNames.Jid) is not { } text || Jid.TryParse(text, out jid)
            ? null
            : StanzaError.JidMalformed;
    }

    // §6.3.7: behind the subscription, without addresses of their own.
    private static StanzaError? ReadOptions(NodeRequest request, out SubscriptionOptions? options)
    {
        options = null;
        if (request.PubSub.Element(PubSubNames.Options) is not { } element)
            return null;
        if (element.Attribute(PubSubNames.Node) is not null || element.Attribute(PubSubNames.Jid) is not null)
            return StanzaError.BadRequest;
        if (!DataForm.TryRead(element.Element(DataFormNames.X), DataFormLimits.Default, out var form))
            return PubSubErrors.InvalidOptions;
        options = SubscriptionOptions.Default.With(form);
        return options is null ? PubSubErrors.InvalidOptions : null;
    }
}
