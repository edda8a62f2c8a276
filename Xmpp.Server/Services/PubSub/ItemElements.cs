using System.Xml.Linq;
using Xmpp.Server.Routing;
using Xmpp.Storage.PubSub;

namespace Xmpp.Server.Services.PubSub;

/// <summary>Items as elements, in answers and in notifications.</summary>
internal static class ItemElements
{
    /// <param name="name">The element of the answer or of the event.</param>
    /// <param name="node">Its node.</param>
    /// <param name="item">The item.</param>
    /// <param name="hasPayload">False for a notification without payload (§7.1.2.2).</param>
    public static XElement ToElement(XName name, Node node, PubSubItem item, bool hasPayload = true)
    {
        var element = new XElement(name, new XAttribute(PubSubNames.Id, item.Id));
        if (PublisherOf(node, item) is { } publisher)
            element.Add(new XAttribute(PubSubNames.Publisher, publisher));
        if (hasPayload && item.Payload.Length > 0)
            element.Add(StoredElement.Read(item.Payload));
        return element;
    }

    /// <summary>The children of an event for one item (§7.1.2).</summary>
    public static XElement EventOf(Node node, IEnumerable<PubSubItem> items) => new(
        PubSubNames.EventItems,
        new XAttribute(PubSubNames.Node, node.Name),
        items.Select(item => ToElement(PubSubNames.EventItem, node, item, node.Config.DeliverPayloads)));

    // §7.1.2.3, §12.17: with every form of retrieval, or with none.
    private static string? PublisherOf(Node node, PubSubItem item) => node.Config.ItemReply switch
    {
        ItemReply.Publisher => item.Publisher.ToString(),
        ItemReply.Owner => node.Owners().FirstOrDefault()?.ToString(),
        _ => null,
    };
}
