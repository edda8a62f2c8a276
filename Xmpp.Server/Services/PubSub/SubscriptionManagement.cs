using System.Xml.Linq;
using Xmpp.Server.Routing;
using Xmpp.Server.Streams;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.PubSub;

namespace Xmpp.Server.Services.PubSub;

/// <summary>Owners see and change who is subscribed (XEP-0060 §8.8).</summary>
internal sealed class SubscriptionManagement(
    Nodes nodes, IPubSubStore store, NodeNotifier notifier, SubscriptionRequests requests, TimeProvider time)
{
    /// <summary>§8.8.1. Pending ones are not among them.</summary>
    public async ValueTask<IqReply> ListAsync(NodeRequest request, CancellationToken ct)
    {
        if (!request.TryGetNode(out var name))
            return PubSubErrors.NodeIdRequired;
        if (await nodes.FindAsync(request.Owner, name, ct) is not { } node)
            return StanzaError.ItemNotFound;
        if (node.AffiliationOf(request.Sender) != PubSubAffiliation.Owner)
            return StanzaError.Forbidden;
        return IqReply.Result(new XElement(
            PubSubNames.OwnerPubSub,
            new XElement(
                PubSubNames.OwnerSubscriptions,
                new XAttribute(PubSubNames.Node, name),
                node.Subscriptions.Values.Where(s => !s.IsPending && !s.IsOver(time.GetUtcNow())).OrderBy(s => s.SubscribedAt)
                    .Select(s => SubscriptionElements.ToElement(PubSubNames.OwnerSubscription, null, s)))));
    }

    /// <summary>§8.8.2: all of the changes or none.</summary>
    public async ValueTask<IqReply> ModifyAsync(NodeRequest request, CancellationToken ct)
    {
        if (!request.TryGetNode(out var name))
            return PubSubErrors.NodeIdRequired;
        var asked = new List<(Jid Jid, string? State)>();
        foreach (var element in request.Element.Elements(PubSubNames.OwnerSubscription))
        {
            if (!Jid.TryParse((string?)element.Attribute(PubSubNames.Jid), out var jid))
                return StanzaError.BadRequest;
            asked.Add((jid, (string?)element.Attribute(PubSubNames.SubscriptionState)));
        }
        if (asked.Count == 0 || asked.DistinctBy(a => a.Jid).Count() != asked.Count)
            return StanzaError.BadRequest;
        var error = await nodes.ChangeAsync<StanzaError?>(request.Owner, name, async (node, token) =>
        {
            if (node is null)
                return new NodeChange<StanzaError?>(null, StanzaError.ItemNotFound);
            if (node.AffiliationOf(request.Sender) != PubSubAffiliation.Owner)
                return new NodeChange<StanzaError?>(node, StanzaError.Forbidden);
            if (asked.Exists(a => a.State is not (null or "none" or "subscribed" or "pending")))
                return new NodeChange<StanzaError?>(node, StanzaError.NotAcceptable with { Beside = AsTheyAre(node, asked) });
            var added = asked.Count(a => a.State == "subscribed" && !node.Subscriptions.ContainsKey(a.Jid));
            if (node.Subscriptions.Count + added > request.Scope.Limits.MaxSubscriptions)
                return new NodeChange<StanzaError?>(node, StanzaError.ResourceConstraint with { Beside = AsTheyAre(node, asked) });
            var after = node;
            var changed = new List<(NodeSubscription Subscription, bool IsAllowed)>();
            foreach (var (jid, state) in asked)
            {
                var before = after.Subscriptions.GetValueOrDefault(jid);
                if (state is null or "pending" || (state == "none" && before is null) || (state == "subscribed" && before is { IsPending: false }))
                    continue;
                var subscription = before
                    ?? new NodeSubscription(jid, StreamIds.New(), false, SubscriptionOptions.Default, time.GetUtcNow());
                after = await requests.SetAsync(after, subscription, state == "subscribed", token);
                changed.Add((subscription, state == "subscribed"));
            }
            var last = changed.Exists(c => c.IsAllowed) ? await requests.LastAsync(after, token) : null;
            return new NodeChange<StanzaError?>(after, null, changed.Count == 0 ? null : c => TellAsync(after, changed, last, c));
        }, ct);
        return error is null ? IqReply.Done : error;
    }

    /// <summary>Takes subscriptions away that have lost their reason; the subscribers are told (XEP-0163 §7.1).</summary>
    public Task<bool> CancelAsync(Node node, IReadOnlyList<Jid> subscribers, CancellationToken ct) =>
        nodes.ChangeAsync(node.Owner, node.Name, async (current, token) =>
        {
            if (current is null)
                return new NodeChange<bool>(null, false);
            var gone = subscribers.Where(current.Subscriptions.ContainsKey).ToList();
            foreach (var subscriber in gone)
                await store.RemoveSubscriptionAsync(current.Owner, current.Name, subscriber, token);
            if (gone.Count == 0)
                return new NodeChange<bool>(current, false);
            var after = current with { Subscriptions = current.Subscriptions.RemoveRange(gone) };
            return new NodeChange<bool>(after, true, async c =>
            {
                foreach (var subscriber in gone)
                    await notifier.SubscriptionAsync(after, subscriber, "none", null, c);
            });
        }, ct);

    // §8.8.2.4: what does not come back counts as changed, and nothing is.
    private static XElement AsTheyAre(Node node, List<(Jid Jid, string? State)> asked) => new(
        PubSubNames.OwnerPubSub,
        new XElement(
            PubSubNames.OwnerSubscriptions,
            new XAttribute(PubSubNames.Node, node.Name),
            asked.Select(a => new XElement(
                PubSubNames.OwnerSubscription,
                new XAttribute(PubSubNames.Jid, a.Jid.ToString()),
                new XAttribute(PubSubNames.SubscriptionState, node.Subscriptions.GetValueOrDefault(a.Jid)?.StateName ?? "none")))));

    // §8.8.4
    private async ValueTask TellAsync(
        Node node, List<(NodeSubscription Subscription, bool IsAllowed)> changed, PubSubItem? last, CancellationToken ct)
    {
        foreach (var (subscription, isAllowed) in changed)
            await requests.TellAsync(node, subscription, isAllowed, last, ct);
    }
}
