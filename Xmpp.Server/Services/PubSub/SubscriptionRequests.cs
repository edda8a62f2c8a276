using System.Xml.Linq;
using Xmpp.Server.Streams;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage.PubSub;

namespace Xmpp.Server.Services.PubSub;

/// <summary>Subscriptions that owners have to approve (XEP-0060 §6.1.4, §8.6).</summary>
internal sealed class SubscriptionRequests(Nodes nodes, IPubSubStore store, NodeNotifier notifier, ItemExpiry items)
{
    private const string Allow = "pubsub#allow", NodeVar = "pubsub#node", SubscriberVar = "pubsub#subscriber_jid",
        SubIdVar = "pubsub#subid";

    /// <summary>§8.6: a form to every owner; the first answer counts.</summary>
    public async ValueTask AskOwnersAsync(Node node, NodeSubscription subscription, CancellationToken ct)
    {
        foreach (var owner in node.Owners())
            await AskAsync(node, subscription, owner, ct);
    }

    /// <summary>The same form to one of them (§8.7.4).</summary>
    public ValueTask AskAsync(Node node, NodeSubscription subscription, Jid owner, CancellationToken ct)
    {
        var form = DataForm.Create(
            DataFormType.Form, PubSubNames.AuthorizationForm,
            new DataFormField(SubIdVar, DataFormNames.Hidden, subscription.SubId),
            new DataFormField(NodeVar, DataFormNames.TextSingle, node.Name) { Label = "Node" },
            new DataFormField(SubscriberVar, DataFormNames.JidSingle, subscription.Subscriber.ToString())
            {
                Label = "Subscriber",
            },
            new DataFormField(Allow, DataFormNames.Boolean, "false") { Label = "Allow this subscription?" }) with
        {
            Title = "Subscription request",
        };
        return notifier.SendAsync(node, form.ToElement(), owner, StreamIds.New(), ct);
    }

    /// <summary>Tells owners of a subscriber who has come or gone (§16.4.4, notify_sub).</summary>
    public async ValueTask TellOwnersAsync(Node node, Jid subscriber, string state, CancellationToken ct)
    {
        foreach (var owner in node.Owners())
        {
            var subscription = new XElement(
                PubSubNames.EventSubscription,
                new XAttribute(PubSubNames.Node, node.Name),
                new XAttribute(PubSubNames.Jid, subscriber.ToString()),
                new XAttribute(PubSubNames.SubscriptionState, state));
            await notifier.SendAsync(node, new XElement(PubSubNames.Event, subscription), owner, StreamIds.New(), ct);
        }
    }

    /// <summary>True if the message is the answer of an owner, which is then carried out or ignored.</summary>
    public async ValueTask<bool> TryHandleAsync(PubSubScope scope, Message message, Jid sender, CancellationToken ct)
    {
        if (!DataForm.TryRead(message.Child(DataFormNames.X), DataFormLimits.Default, out var form)
            || form.FormType != PubSubNames.AuthorizationForm)
        {
            return false;
        }
        if (form.Type != DataFormType.Submit || form.Boolean(Allow) is not { } allowed // §8.6: cancelled stays pending
            || form.Value(NodeVar) is not { } name || !Jid.TryParse(form.Value(SubscriberVar), out var subscriber))
        {
            return true;
        }
        await DecideAsync(scope, sender, name, subscriber, allowed, ct);
        return true;
    }

    /// <summary>Approves or denies a pending subscription, if who decides owns the node.</summary>
    private Task<bool> DecideAsync(
        PubSubScope scope, Jid sender, string name, Jid subscriber, bool allowed, CancellationToken ct) =>
        nodes.ChangeAsync(scope.Address, name, async (node, token) =>
        {
            if (node is null || node.AffiliationOf(sender) != PubSubAffiliation.Owner
                || node.Subscriptions.GetValueOrDefault(subscriber) is not { IsPending: true } pending)
            {
                return new NodeChange<bool>(node, false);
            }
            var after = await SetAsync(node, pending, allowed, token);
            var last = allowed ? await LastAsync(after, token) : null;
            return new NodeChange<bool>(after, true, c => TellAsync(after, pending, allowed, last, c));
        }, ct);

    /// <summary>Stores the decision; the node after it.</summary>
    public async Task<Node> SetAsync(Node node, NodeSubscription pending, bool allowed, CancellationToken ct)
    {
        if (!allowed)
        {
            await store.RemoveSubscriptionAsync(node.Owner, node.Name, pending.Subscriber, ct);
            return node with { Subscriptions = node.Subscriptions.Remove(pending.Subscriber) };
        }
        var approved = pending with { IsPending = false };
        await store.SetSubscriptionAsync(node.Owner, node.Name, approved.ToStored(), ct);
        return node with { Subscriptions = node.Subscriptions.SetItem(pending.Subscriber, approved) };
    }

    /// <summary>
    /// What those get who are allowed now (§12.10); null for nothing. To be read inside the change: of what comes later they are
    /// notified.
    /// </summary>
    public async ValueTask<PubSubItem?> LastAsync(Node node, CancellationToken ct) =>
        node.Config.SendLast == SendLastItem.Never ? null : await items.LastAsync(node, ct);

    /// <summary>§12.14, §12.10: the state, and the last item.</summary>
    public async ValueTask TellAsync(
        Node node, NodeSubscription subscription, bool allowed, PubSubItem? last, CancellationToken ct)
    {
        await notifier.SubscriptionAsync(
            node, subscription.Subscriber, allowed ? "subscribed" : "none", allowed ? subscription.SubId : null, ct);
        if (allowed && last is not null)
            await notifier.LastItemAsync(node, last, subscription.Subscriber, ct);
    }
}
