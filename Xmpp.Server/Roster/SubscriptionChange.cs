using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Roster;

namespace Xmpp.Server.Roster;

/// <summary>Reads a state from a roster and writes a new one as a change of it.</summary>
internal static class SubscriptionChange
{
    public static SubscriptionState StateOf(RosterView roster, Jid contact)
    {
        var item = roster.Item(contact);
        return new SubscriptionState(
            item?.Subscription ?? Subscription.None,
            item?.PendingOut ?? false,
            roster.Request(contact) is not null,
            item?.Approved ?? false);
    }

    /// <summary>Whether the owner sees the contact's presence.</summary>
    public static bool IsTo(RosterItem item) => item.Subscription.HasFlag(Subscription.To);

    /// <summary>
    /// The change from one state to the next, or null if they are the same. An item is made when the user has a part
    /// in it; a mere request of the contact makes none (RFC 6121 §3.1.3).
    /// </summary>
    /// <param name="roster">The roster before.</param>
    /// <param name="contact">Bare JID.</param>
    /// <param name="next">The state afterwards.</param>
    /// <param name="request">The contact's request to keep, where <paramref name="next"/> is newly pending in.</param>
    public static RosterChange? Between(
        RosterView roster, Jid contact, SubscriptionState next, SubscriptionRequest? request)
    {
        var before = StateOf(roster, contact);
        if (before == next)
            return null;
        var change = new RosterChange(contact);
        if (before.PendingIn != next.PendingIn)
        {
            change = change with
            {
                Request = request is not null && next.PendingIn
                    ? RosterEdit<SubscriptionRequest>.Set(request)
                    : RosterEdit<SubscriptionRequest>.Remove,
            };
        }
        var item = roster.Item(contact);
        var nextItem = (item ?? new RosterItem(contact, null, [], Subscription.None, false, false)) with
        {
            Subscription = next.Subscription,
            PendingOut = next.PendingOut,
            Approved = next.Approved,
        };
        var hasPart = item is not null || next.Subscription != Subscription.None || next.PendingOut || next.Approved;
        return hasPart && nextItem != item
            ? change with { Item = RosterEdit<RosterItem>.Set(nextItem) }
            : change;
    }
}
