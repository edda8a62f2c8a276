using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;

namespace Xmpp.Server.Services.PubSub;

/// <summary>What is known of the presence of subscribers, for presence-based delivery (XEP-0060 §12.6).</summary>
/// <param name="directory">The resources of accounts here.</param>
/// <param name="isHere">True for the domain of a host of this server.</param>
internal sealed class SubscriberPresence(SessionDirectory directory, Func<string, bool> isHere)
{
    /// <summary>
    /// False if the subscriber is not to be told now: the node delivers to available users only (§12.6), or he has named
    /// the presence in which he wants to be told. Of accounts elsewhere nothing is known, so they are told.
    /// </summary>
    public bool Allows(Node node, NodeSubscription subscription)
    {
        var shows = subscription.Options.ShowValues;
        if ((!node.Config.PresenceBasedDelivery && shows.IsEmpty) || !isHere(subscription.Subscriber.Domain))
            return true;
        foreach (var resource in directory.Find(subscription.Subscriber.Bare))
        {
            if (resource.LastPresence is { } presence
                && (subscription.Subscriber.IsBare || resource.FullJid == subscription.Subscriber)
                && (shows.IsEmpty || shows.Contains(ShowOf(presence))))
            {
                return true;
            }
        }
        return false;
    }

    private static string ShowOf(Presence presence) => presence.Element.Element(XmppNames.Show)?.Value ?? "online";
}
