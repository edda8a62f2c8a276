using System.Xml.Linq;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Roster;

namespace Xmpp.Server.Roster;

/// <summary>Roster results and pushes (RFC 6121 §2.1, §2.2, §2.6).</summary>
internal static class RosterElements
{
    /// <summary>The whole roster; an empty one is an empty query (§2.1.4).</summary>
    public static XElement Result(RosterSnapshot roster)
    {
        var query = new XElement(RosterNames.Query, new XAttribute(RosterNames.Version, VersionOf(roster.Version)));
        foreach (var item in roster.Items)
            query.Add(ToElement(item));
        return query;
    }

    /// <summary>One changed item; null is removal (§2.1.2.5).</summary>
    public static XElement Push(Jid contact, RosterItem? item, long version) => new(
        RosterNames.Query,
        new XAttribute(RosterNames.Version, VersionOf(version)),
        item is not null
            ? ToElement(item)
            : new XElement(
                RosterNames.Item,
                new XAttribute(RosterNames.Jid, contact.ToString()),
                new XAttribute(RosterNames.Subscription, "remove")));

    /// <summary>Opaque to the client (§2.6.1).</summary>
    public static string VersionOf(long version) => $"v{version}";

    /// <summary>A state of RFC 6121 §2.1.2.5 by its word; null if it is none.</summary>
    public static Subscription? SubscriptionOf(string word) => word switch
    {
        "none" => Subscription.None,
        "to" => Subscription.To,
        "from" => Subscription.From,
        "both" => Subscription.Both,
        _ => null,
    };

    public static XElement ToElement(RosterItem item)
    {
        // 'none' is written out: it is the default, but clients break without it (cases ROS-09).
        var element = new XElement(
            RosterNames.Item,
            new XAttribute(RosterNames.Jid, item.Contact.ToString()),
            new XAttribute(RosterNames.Subscription, item.Subscription switch
            {
                Subscription.To => "to",
                Subscription.From => "from",
                Subscription.Both => "both",
                _ => "none",
            }));
        if (item.Name is not null)
            element.Add(new XAttribute(RosterNames.Name, item.Name));
        if (item.PendingOut)
            element.Add(new XAttribute(RosterNames.Ask, "subscribe"));
        if (item.Approved)
            element.Add(new XAttribute(RosterNames.Approved, "true"));
        foreach (var group in item.Groups)
            element.Add(new XElement(RosterNames.Group, group));
        return element;
    }
}
