using System.Xml.Linq;
using Xmpp.Server.Routing;
using Xmpp.Server.Streams;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage.PubSub;

namespace Xmpp.Server.Services.PubSub;

/// <summary>What is to be published (XEP-0060 §7.1.1), checked as far as that needs no node.</summary>
/// <param name="Node">The NodeID.</param>
/// <param name="Items">The items; more than one is a batch (§12.11).</param>
/// <param name="NewId">The id that was made for the only item, if it had none.</param>
/// <param name="Options">The preconditions (§7.1.5), or null.</param>
internal sealed record PublishRequest(string Node, IReadOnlyList<PubSubItem> Items, string? NewId, DataForm? Options)
{
    private const int MaxItemId = 1023;

    public static StanzaError? Read(NodeRequest request, TimeProvider time, out PublishRequest? read)
    {
        read = null;
        if (!request.TryGetNode(out var node))
            return PubSubErrors.NodeIdRequired;
        DataForm? options = null;
        if (request.PubSub.Element(PubSubNames.PublishOptions) is { } element
            && !DataForm.TryRead(element.Element(DataFormNames.X), DataFormLimits.Default, out options))
        {
            return PubSubErrors.InvalidOptions;
        }
        var items = new List<PubSubItem>();
        string? newId = null;
        foreach (var child in request.Element.Elements())
        {
            if (child.Name != PubSubNames.Item)
                return StanzaError.BadRequest;
            if (ReadItem(child, request.Sender, time.GetUtcNow(), out var item, ref newId) is { } error)
                return error;
            if (item is not null)
                items.Add(item);
        }
        if (items.DistinctBy(item => item.Id, StringComparer.Ordinal).Count() != items.Count)
            return StanzaError.BadRequest;
        read = new PublishRequest(node, items, items.Count == 1 ? newId : null, options);
        return null;
    }

    private static StanzaError? ReadItem(
        XElement element, Jid sender, DateTimeOffset now, out PubSubItem? item, ref string? newId)
    {
        item = null;
        var id = (string?)element.Attribute(PubSubNames.Id);
        if (string.IsNullOrEmpty(id))
            newId = id = StreamIds.New(); // §7.1.1
        if (id.Length > MaxItemId)
            return StanzaError.NotAcceptable;
        var payloads = element.Elements().Take(2).ToList();
        if (payloads.Count > 1)
            return PubSubErrors.InvalidPayload; // §7.1.3.6
        item = new PubSubItem(id, sender.Bare, now, payloads.Count == 0 ? [] : StoredElement.Write(payloads[0]));
        return null;
    }
}
