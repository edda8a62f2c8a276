using System.Xml.Linq;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage.PubSub;

namespace Xmpp.Server.Data.Portable;

/// <summary>Nodes and items (XEP-0227 §4.10) as parts.</summary>
internal static class PortableNodes
{
    private static readonly XNamespace s_owner = PortableNames.PubSubOwnerNs;

    public static bool IsKnown(XName name) =>
        name == s_owner + "configure" || name == s_owner + "affiliations" || name == s_owner + "subscriptions";

    public static IEnumerable<DataPart> Read(XElement element, DataOwner owner, DataReport report, string where)
    {
        var node = (string?)element.Attribute(PortableNames.Node);
        if (string.IsNullOrEmpty(node))
        {
            report.Refuse(DataKind.Nodes, where, "it is of no node");
            return [];
        }
        if (element.Name == s_owner + "configure")
            return [Node(element, node, owner)];
        var parts = new List<DataPart>();
        foreach (var child in element.Elements())
        {
            DataPart? part = child.Name == s_owner + "affiliation" ? Affiliate(child, node)
                : child.Name == s_owner + "subscription" ? Subscriber(child, node)
                : null;
            if (part is not null)
                parts.Add(part);
            else
                report.Refuse(DataKind.Nodes, where, $"what somebody is to {node} cannot be read");
        }
        return parts;
    }

    public static DataPart Item(XElement element, string node, DataOwner owner)
    {
        var payload = element.Elements().FirstOrDefault();
        return new DataPart.Item(node, new PubSubItem(
            (string?)element.Attribute(PortableNames.Id) is { Length: > 0 } id ? id : "current",
            Jid.TryParse((string?)element.Attribute("publisher"), out var publisher) ? publisher.Bare : owner.Jid,
            XmppDateTime.TryParse((string?)element.Attribute(PortableNames.Published), out var at) ? at : default,
            payload is null ? [] : StoredElement.Write(payload)));
    }

    private static DataPart.Node Node(XElement element, string node, DataOwner owner) =>
        new(node, element.Element(DataFormNames.X))
        {
            Creator = Jid.TryParse((string?)element.Attribute(PortableNames.Creator), out var creator) ? creator : owner.Jid,
            CreatedAt = XmppDateTime.TryParse((string?)element.Attribute(PortableNames.Created), out var at) ? at : null,
        };

    private static DataPart.NodeAffiliate? Affiliate(XElement element, string node) =>
        Jid.TryParse((string?)element.Attribute(PortableNames.Jid), out var entity)
            && PubSubWords.ToAffiliation((string?)element.Attribute("affiliation")) is { } affiliation
            ? new DataPart.NodeAffiliate(node, new PubSubAffiliate(entity.Bare, affiliation))
            : null;

    private static DataPart.NodeSubscriber? Subscriber(XElement element, string node)
    {
        // Prosody 13 writes the state into an attribute of another name.
        var state = (string?)element.Attribute("subscription") ?? (string?)element.Attribute("subscribed");
        if (!Jid.TryParse((string?)element.Attribute(PortableNames.Jid), out var subscriber)
            || state is not ("subscribed" or "pending" or "unconfigured"))
        {
            return null;
        }
        var options = element.Element(s_owner + "options")?.Element(DataFormNames.X)
            ?? element.Elements().FirstOrDefault(e => e.Name.LocalName == "options")?.Element(DataFormNames.X);
        return new DataPart.NodeSubscriber(node, new PubSubSubscription(
            subscriber, (string?)element.Attribute("subid") ?? Guid.NewGuid().ToString("N"),
            state == "pending" ? PubSubSubscriptionState.Pending : PubSubSubscriptionState.Subscribed,
            options is null ? null : StoredElement.Write(options),
            XmppDateTime.TryParse((string?)element.Attribute(PortableNames.Created), out var at) ? at : default));
    }
}
