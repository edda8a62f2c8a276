using Xmpp.Server.Configuration;
using Xmpp.Server.Presences;
using Xmpp.Server.Roster;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Roster;

namespace Xmpp.Server.Features.Invitations;

/// <summary>Makes two accounts of this server contacts of each other (XEP-0401 §5.5).</summary>
internal sealed class InvitationContacts(Rosters rosters, RosterPush push, PresenceOfAccount presence, LimitOptions limits)
{
    /// <param name="one">Bare JID.</param>
    /// <param name="other">Bare JID.</param>
    /// <param name="group">The roster group for both, or null.</param>
    /// <param name="ct">Cancels between the two rosters.</param>
    public async Task MakeAsync(Jid one, Jid other, string? group, CancellationToken ct)
    {
        if (one == other)
            return;
        await AddAsync(one, other, group, ct);
        await AddAsync(other, one, group, ct);
        await presence.ShowAvailableAsync(one, other, ct); // RFC 6121 §3.1.5
        await presence.ShowAvailableAsync(other, one, ct);
    }

    private async Task AddAsync(Jid account, Jid contact, string? group, CancellationToken ct)
    {
        var (roster, change) = await rosters.ChangeAsync(account, current => Decide(current, contact, group), ct);
        if (change is not null)
            await push.PushAsync(account, roster.Snapshot.Version, change, ct);
    }

    // XEP-0379 §5.4: no name, so that nobody comes in under somebody else's.
    private RosterChange? Decide(RosterView roster, Jid contact, string? group)
    {
        var item = roster.Item(contact);
        if (item is null && roster.Snapshot.Items.Length >= limits.RosterItems)
            return null;
        item ??= new RosterItem(contact, null, [], Subscription.None, false, false);
        var groups = group is null || item.Groups.Contains(group) || item.Groups.Length >= limits.GroupsPerItem
            ? item.Groups
            : item.Groups.Add(group);
        var next = item with { Subscription = Subscription.Both, PendingOut = false, Groups = groups };
        var change = new RosterChange(contact) { Item = RosterEdit<RosterItem>.Set(next) };
        return roster.Request(contact) is null ? change : change with { Request = RosterEdit<SubscriptionRequest>.Remove };
    }
}
