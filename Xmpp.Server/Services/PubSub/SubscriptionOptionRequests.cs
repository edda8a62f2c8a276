using System.Xml.Linq;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage.PubSub;

namespace Xmpp.Server.Services.PubSub;

/// <summary>Reads and sets what subscribers want of their subscriptions (XEP-0060 §6.3, §6.4).</summary>
internal sealed class SubscriptionOptionRequests(Nodes nodes, IPubSubStore store, NodeRelations relations)
{
    public async ValueTask<IqReply> GetAsync(NodeRequest request, CancellationToken ct)
    {
        if (!request.TryGetNode(out var name))
            return PubSubErrors.NodeIdRequired;
        if (await nodes.FindAsync(request.Owner, name, ct) is not { } node)
            return StanzaError.ItemNotFound; // §6.3.4.7
        if (Find(request, node, out var subscription) is { } error)
            return error;
        if (subscription is null)
            return StanzaError.ItemNotFound;
        return IqReply.Result(new XElement(
            PubSubNames.PubSub,
            new XElement(
                PubSubNames.Options,
                new XAttribute(PubSubNames.Node, name),
                new XAttribute(PubSubNames.Jid, subscription.Subscriber.ToString()),
                new XAttribute(PubSubNames.SubId, subscription.SubId),
                subscription.Options.ToElement(DataFormType.Form))));
    }

    public async ValueTask<IqReply> SetAsync(NodeRequest request, CancellationToken ct)
    {
        if (!request.TryGetNode(out var name))
            return PubSubErrors.NodeIdRequired;
        if (!DataForm.TryRead(request.Element.Element(DataFormNames.X), DataFormLimits.Default, out var form))
            return PubSubErrors.InvalidOptions;
        var error = await nodes.ChangeAsync<StanzaError?>(request.Owner, name, async (node, token) =>
        {
            if (node is null)
                return new NodeChange<StanzaError?>(null, StanzaError.ItemNotFound);
            var refusal = Find(request, node, out var subscription);
            if (refusal is not null || subscription is null)
                return new NodeChange<StanzaError?>(node, refusal);
            if (form.Type == DataFormType.Cancel)
                return new NodeChange<StanzaError?>(node, null);
            if (subscription.Options.With(form) is not { } options)
                return new NodeChange<StanzaError?>(node, PubSubErrors.InvalidOptions); // §6.3.6.2
            var changed = subscription with { Options = options };
            await store.SetSubscriptionAsync(node.Owner, name, changed.ToStored(), token);
            return new NodeChange<StanzaError?>(
                node with { Subscriptions = node.Subscriptions.SetItem(changed.Subscriber, changed) }, null);
        }, ct);
        return error is null ? IqReply.Done : error;
    }

    /// <summary>§6.4: what a new subscription has, at a node or at all.</summary>
    public async ValueTask<IqReply> DefaultAsync(NodeRequest request, CancellationToken ct)
    {
        var name = (string?)request.Element.Attribute(PubSubNames.Node);
        if (!string.IsNullOrEmpty(name))
        {
            if (await nodes.FindAsync(request.Owner, name, ct) is not { } node)
                return StanzaError.ItemNotFound;
            if (await relations.RefusalAsync(NodeOperation.Subscribe, node, request.Sender, ct) is { } refusal)
                return refusal;
        }
        var element = new XElement(PubSubNames.Default);
        if (!string.IsNullOrEmpty(name))
            element.Add(new XAttribute(PubSubNames.Node, name));
        element.Add(SubscriptionOptions.Default.ToElement(DataFormType.Form));
        return IqReply.Result(new XElement(PubSubNames.PubSub, element));
    }

    private static StanzaError? Find(NodeRequest request, Node node, out NodeSubscription? subscription)
    {
        subscription = null;
        if ((string?)request.Element.Attribute(PubSubNames.Jid) is not { } text)
            return PubSubErrors.JidRequired; // §6.3.4.3
        if (!Jid.TryParse(text, out var jid))
            return StanzaError.JidMalformed;
        if (jid.Bare != request.Sender.Bare)
            return StanzaError.Forbidden; // §6.3.4.1
        if (!node.Subscriptions.TryGetValue(jid, out subscription))
            return PubSubErrors.NotSubscribed(StanzaErrorType.Modify); // §6.3.4.2
        return (string?)request.Element.Attribute(PubSubNames.SubId) is { } subId && subId != subscription.SubId
            ? PubSubErrors.InvalidSubId // §6.3.4.5
            : null;
    }
}
