using System.Xml.Linq;

namespace Xmpp.Server.Services.PubSub;

/// <summary>Subscriptions as elements (XEP-0060 §5.6, §6.1.2, §8.8.1).</summary>
internal static class SubscriptionElements
{
    /// <param name="name">The element of the namespace that was asked in.</param>
    /// <param name="node">The NodeID, or null where the parent says it.</param>
    /// <param name="subscription">The subscription.</param>
    public static XElement ToElement(XName name, string? node, NodeSubscription subscription)
    {
        var element = new XElement(name);
        if (node is not null)
            element.Add(new XAttribute(PubSubNames.Node, node));
        element.Add(
            new XAttribute(PubSubNames.Jid, subscription.Subscriber.ToString()),
            new XAttribute(PubSubNames.SubscriptionState, subscription.StateName),
            new XAttribute(PubSubNames.SubId, subscription.SubId));
        return element;
    }
}
