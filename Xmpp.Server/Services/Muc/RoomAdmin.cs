using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Rooms;

namespace Xmpp.Server.Services.Muc;

/// <summary>Changes of roles and affiliations (XEP-0045 §8.2 to §8.5, §9, §10.3 to §10.8): all items, or none.</summary>
internal static class RoomAdmin
{
    public static RoomOutcome Get(RoomState room, Iq iq, XElement query, Jid from) => RoomLists.Get(room, iq, query, from);

    public static RoomOutcome Set(RoomState room, Iq iq, XElement query, Jid from, RoomSurroundings at)
    {
        var elements = query.Elements(MucNames.AdminItem).ToList();
        if (elements.Count == 0)
            return RoomOutcome.Refused(room, StanzaError.BadRequest);
        if (elements.Count > at.Options.MaxItems)
            return RoomOutcome.Refused(room, StanzaError.PolicyViolation);
        // Strangers learn nothing of who is there from an item that is not found.
        if (room.AffiliationOf(from) < Affiliation.Admin && room.Occupants.Find(from) is not { Role: Role.Moderator })
            return RoomOutcome.Refused(room, StanzaError.Forbidden);
        var before = room;
        var items = new List<RoomAdminItem>(elements.Count);
        foreach (var element in elements)
        {
            if ((RoomAdminItem.Read(element, room, at.Options.TextLength, out var item) ?? Refusal(room, item!, from, at)) is { } error)
                return RoomOutcome.Refused(before, error);
            items.Add(item!);
        }
        var after = items.Where(i => i.Affiliation is not null).Aggregate(room, static (state, item) => state.With(Entry(state, item)));
        if (after.Owners == 0 && before.Owners > 0)
            return RoomOutcome.Refused(before, StanzaError.Conflict); // §10.4; cases MUC-08
        if (after.Affiliations.Count > at.Options.MaxAffiliations)
            return RoomOutcome.Refused(before, StanzaError.ResourceConstraint);
        var actor = before.Occupants.Find(from)?.Nick;
        return RoomOutcome.Done(Apply(after, before, items, RoomStanzas.Result(iq, from), actor, out var sends), sends);
    }

    /// <summary>The same by the operator, who may do anything.</summary>
    public static RoomOutcome Grant(RoomState room, Jid account, Affiliation affiliation, string? nick = null)
    {
        var item = new RoomAdminItem(account.Bare, nick, null, affiliation, null);
        return RoomOutcome.Done(Apply(room.With(Entry(room, item)), room, [item], null, null, out var sends), sends);
    }

    /// <summary>An occupant as he is now; all are told, and of one who can be seen no more, too.</summary>
    public static RoomState Change(List<RoomSend> sends, RoomState room, Occupant now, string? actor, string? reason)
    {
        var wasSeen = room.Occupants.FindKey(now.Key) is { } before && room.Broadcasts(before.Role);
        room = room with { Occupants = room.Occupants.With(now) };
        RoomPresences.Announce(sends, room, new PresenceChange(now, PresenceType.Available) { Actor = actor, Reason = reason });
        if (wasSeen && !room.Broadcasts(now.Role))
        {
            var everywhere = room with { Configuration = room.Configuration with { PresenceBroadcast = [now.Role.ToText()] } };
            RoomPresences.ToOthers(sends, everywhere, new PresenceChange(now, PresenceType.Unavailable));
        }
        return room;
    }

    private static StanzaError? Refusal(RoomState room, RoomAdminItem item, Jid from, RoomSurroundings at)
    {
        var affiliation = room.AffiliationOf(from);
        var asker = room.Occupants.Find(from);
        if (item.Affiliation is { } wanted)
        {
            if (wanted > Affiliation.None && at.IsOfRooms(item.Jid!))
                return StanzaError.NotAcceptable;
            return RoomPrivileges.ChangeAffiliation(affiliation, room.AffiliationOf(item.Jid!), wanted, item.Jid == from.Bare)
                ?? NickRefusal(room, item, at);
        }
        if (room.Occupants.FindNick(item.Nick) is not { } target)
            return StanzaError.ItemNotFound;
        return RoomPrivileges.ChangeRole(affiliation, asker?.Role ?? Role.None, target.Affiliation, target.Role, item.Role ?? Role.None);
    }

    // §9.3, §9.5: a nickname comes with the membership; one that is reserved already is not given twice.
    private static StanzaError? NickRefusal(RoomState room, RoomAdminItem item, RoomSurroundings at)
    {
        if (string.IsNullOrEmpty(item.Nick))
            return null;
        if (!room.Jid.TryWithResource(item.Nick, out _) || !NickRules.TryKey(item.Nick, at.Options.NickLength, out var key))
            return StanzaError.NotAcceptable;
        return room.ReservedBy(key) is { } owner && owner != item.Jid ? StanzaError.Conflict : null;
    }

    private static RoomAffiliation Entry(RoomState room, RoomAdminItem item)
    {
        var nick = item.Nick ?? room.Affiliations.GetValueOrDefault(item.Jid!)?.Nick;
        var keepsNick = item.Affiliation >= Affiliation.Member && !string.IsNullOrEmpty(nick);
        return new RoomAffiliation( // §9.1: an outcast has no nickname
            item.Jid!, item.Affiliation ?? Affiliation.None, keepsNick ? nick : null, item.Reason);
    }

    private static RoomState Apply(
        RoomState room, RoomState before, List<RoomAdminItem> items, RoomSend? result, string? actor, out List<RoomSend> sends)
    {
        sends = [];
        // §8.2, §9.1: those who are removed, then who asked, then the others (cases MUC-08).
        var gone = new List<PresenceChange>();
        var changed = new List<(Occupant Now, string? Reason)>();
        foreach (var item in items)
        {
            foreach (var occupant in Targets(room, item))
            {
                if (gone.Exists(g => g.Occupant.Key == occupant.Key))
                    continue; // two items may name one
                if (Removal(room, occupant, item) is { } code)
                    gone.Add(Removed(room, occupant, code, actor, item.Reason));
                else if (Changed(room, occupant, item) is { } now)
                    changed.Add((now, item.Reason));
            }
        }
        foreach (var change in gone)
            RoomPresences.ToSelf(sends, room, change);
        if (result is { } answer)
            sends.Add(answer);
        foreach (var change in gone)
        {
            room = room with { Occupants = room.Occupants.Without(change.Occupant) };
            RoomPresences.ToOthers(sends, room, change);
        }
        foreach (var (now, reason) in changed)
            room = room.Occupants.FindKey(now.Key) is null ? room : Change(sends, room, now, actor, reason);
        var invited = Invite(sends, room, before, items);
        RoomAway.Tell(sends, room, before, items.Select(item => item.Jid).OfType<Jid>().Distinct().Except(invited));
        return room;
    }

    private static IEnumerable<Occupant> Targets(RoomState room, RoomAdminItem item)
    {
        if (item.Role is not null)
            return room.Occupants.FindNick(item.Nick) is { } occupant ? [occupant] : [];
        return item.Jid!.Local is null
            ? room.Occupants.All.Where(o => o.Account.Domain == item.Jid.Domain)
            : room.Occupants.Of(item.Jid);
    }

    private static int? Removal(RoomState room, Occupant occupant, RoomAdminItem item)
    {
        if (item.Role == Role.None)
            return MucStatus.Kicked;
        if (item.Affiliation is null)
            return null;
        var affiliation = room.AffiliationOf(occupant.Account);
        if (affiliation == Affiliation.Outcast)
            return MucStatus.Banned;
        return room.Configuration.IsMembersOnly && affiliation < Affiliation.Member ? MucStatus.LostMembership : null; // §9.4
    }

    private static PresenceChange Removed(RoomState room, Occupant occupant, int code, string? actor, string? reason) =>
        new(occupant with { Affiliation = room.AffiliationOf(occupant.Account) }, PresenceType.Unavailable)
        {
            Statuses = [code],
            Actor = actor,
            Reason = reason,
        };

    private static Occupant? Changed(RoomState room, Occupant occupant, RoomAdminItem item)
    {
        if (item.Role is { } role)
            return occupant.Role == role ? null : occupant with { Role = role };
        var affiliation = room.AffiliationOf(occupant.Account);
        return affiliation == occupant.Affiliation
            ? null
            : occupant with
            {
                Affiliation = affiliation,
                Role = RoomRoles.OnChange(room.Configuration, occupant.Role, occupant.Affiliation, affiliation),
            };
    }

    // §9.5: who becomes a member of a members-only room and is not there.
    private static List<Jid> Invite(List<RoomSend> sends, RoomState room, RoomState before, List<RoomAdminItem> items)
    {
        var invited = new List<Jid>();
        if (!room.Configuration.IsMembersOnly)
            return invited;
        foreach (var item in items)
        {
            if (item.Jid is { Local: not null } jid && room.IsMember(jid) && !before.IsMember(jid)
                && !room.Occupants.Of(jid).Any())
            {
                sends.Add(RoomInvitations.ToNewMember(room, jid, item.Reason));
                invited.Add(jid);
            }
        }
        return invited;
    }
}
