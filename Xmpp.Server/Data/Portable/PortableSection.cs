using System.Xml.Linq;

namespace Xmpp.Server.Data.Portable;

/// <summary>The elements around things of one kind; a section stays open while things of its kind come.</summary>
/// <param name="Outer">The section's element.</param>
/// <param name="Inner">The one inside of it, where there are two.</param>
/// <param name="Node">The node that the inner one names.</param>
internal sealed record PortableSection(XName Outer, XName? Inner = null, string? Node = null)
{
    /// <summary>Where something stands in an account, room or service; null directly below it.</summary>
    public static PortableSection? Of(DataPart part) => part switch
    {
        DataPart.Contact => new(PortableNames.Roster),
        DataPart.PrivateElement => new(PortableNames.Private),
        DataPart.Blocked => new(PortableNames.Privacy, PortableNames.PrivacyNs + "list"),
        DataPart.Node => new(PortableNames.PubSubOwner),
        DataPart.NodeAffiliate p => new(PortableNames.PubSubOwner, PortableNames.PubSubOwnerNs + "affiliations", p.Name),
        DataPart.NodeSubscriber p => new(PortableNames.PubSubOwner, PortableNames.PubSubOwnerNs + "subscriptions", p.Name),
        DataPart.Item p => new(PortableNames.PubSub, PortableNames.PubSubNs + "items", p.Name),
        DataPart.Offline => new(PortableNames.OfflineMessages),
        DataPart.Archived => new(PortableNames.Archive),
        _ => null,
    };
}
