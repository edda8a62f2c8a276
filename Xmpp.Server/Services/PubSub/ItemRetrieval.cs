using System.Globalization;
using System.Xml.Linq;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage.PubSub;

namespace Xmpp.Server.Services.PubSub;

/// <summary>Retrieves items (XEP-0060 §6.5), in the order of their publication or that of XEP-0413.</summary>
internal sealed class ItemRetrieval(Nodes nodes, IPubSubItemStore items, NodeRelations relations, ItemExpiry expiry)
{
    public async ValueTask<IqReply> ItemsAsync(NodeRequest request, CancellationToken ct)
    {
        if (!request.TryGetNode(out var name))
            return PubSubErrors.NodeIdRequired;
        if (await nodes.FindAsync(request.Owner, name, ct) is not { } node)
            return StanzaError.ItemNotFound; // §6.5.9.11
        if (await relations.RefusalAsync(NodeOperation.RetrieveItems, node, request.Sender, ct) is { } refusal)
            return refusal;
        if ((string?)request.Element.Attribute(PubSubNames.SubId) is { } subId
            && node.Subscriptions.Values.Any(s => s.Subscriber.Bare == request.Sender.Bare)
            && !node.Subscriptions.Values.Any(s => s.Subscriber.Bare == request.Sender.Bare && s.SubId == subId))
        {
            return PubSubErrors.InvalidSubId; // §6.5.9.2
        }
        await expiry.RemoveAsync(node, ct);
        var ids = request.Element.Elements(PubSubNames.Item).Select(i => (string?)i.Attribute(PubSubNames.Id)).ToList();
        if (ids.Exists(string.IsNullOrEmpty))
            return StanzaError.BadRequest;
        if (!node.Config.PersistItems)
            return Answer(node, node.Held is { } held && (ids.Count == 0 || ids.Contains(held.Id)) ? [held] : [], null); // §6.5.5
        return ids.Count > 0
            ? await ParticularAsync(request, node, [.. ids.OfType<string>().Distinct(StringComparer.Ordinal)], ct)
            : await PageAsync(request, node, ct);
    }

    // §6.5.8
    private async ValueTask<IqReply> ParticularAsync(
        NodeRequest request, Node node, List<string> ids, CancellationToken ct)
    {
        if (ids.Count > request.Scope.Limits.PageItems)
            return StanzaError.ResourceConstraint;
        return await items.FindAsync(node.Owner, node.Name, ids, request.Scope.Limits.PageBytes, ct) is { } found
            ? Answer(node, found, null)
            : StanzaError.ResourceConstraint;
    }

    // §6.5.2, §6.5.4, §6.5.7
    private async ValueTask<IqReply> PageAsync(NodeRequest request, Node node, CancellationToken ct)
    {
        var limits = request.Scope.Limits;
        var set = request.PubSub.Element(ResultSetNames.Set);
        if (!ResultSetRequest.TryRead(set, out var page) || page is { After: not null, Before: not null })
            return StanzaError.BadRequest;
        if (page.Index is not null)
            return StanzaError.FeatureNotImplemented; // XEP-0059 §2.6
        if (!TryReadMaxItems(request.Element, out var maxItems))
            return StanzaError.BadRequest;
        if (!ItemOrder.TryRead(request.PubSub, out var order))
            return StanzaError.FeatureNotImplemented;
        var max = Math.Min(Math.Min(maxItems ?? int.MaxValue, page.Max ?? int.MaxValue), limits.PageItems);
        // §6.5.7: the most recent ones; so is what fits of a request for all.
        var fromEnd = page.Before is not null || (set is null && page.After is null && order is null);
        var before = page.Before is "" ? null : page.Before;
        // XEP-0413 §4.5: what is after an item in the one direction is before it in the other.
        var query = order is { IsDescending: true }
            ? new PubSubPageQuery(max, limits.PageBytes, before, page.After, !fromEnd)
            : new PubSubPageQuery(max, limits.PageBytes, page.After, before, fromEnd);
        var found = await items.PageAsync(
            node.Owner, node.Name, query with { Order = order?.By ?? PubSubOrder.Modification }, ct);
        if (found is null)
            return StanzaError.ItemNotFound; // XEP-0059 §2.2
        if (order is { IsDescending: true })
            found = found with { Items = [.. found.Items.Reverse()] };
        var isCut = set is not null || (!found.IsComplete && found.Items.Count != maxItems);
        return Answer(node, found.Items, isCut ? SetOf(found) : null);
    }

    private static ResultSet SetOf(PubSubPage page) => page.Items.Count == 0
        ? new ResultSet(null, null, page.Count)
        : new ResultSet(page.Items[0].Id, page.Items[^1].Id, page.Count);

    private static IqReply Answer(Node node, IReadOnlyList<PubSubItem> found, ResultSet? set) => IqReply.Result(new XElement(
        PubSubNames.PubSub,
        new XElement(
            PubSubNames.Items,
            new XAttribute(PubSubNames.Node, node.Name),
            found.Select(item => ItemElements.ToElement(PubSubNames.Item, node, item))),
        set?.ToElement()));

    private static bool TryReadMaxItems(XElement element, out int? max)
    {
        max = null;
        if ((string?)element.Attribute(PubSubNames.MaxItems) is not { } text)
            return true;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0)
            return false;
        max = (int)Math.Min(number, int.MaxValue);
        return true;
    }
}
