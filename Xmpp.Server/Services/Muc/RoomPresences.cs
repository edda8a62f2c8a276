using System.Collections.Immutable;
using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Services.Muc;

/// <summary>The presence that a room sends of its occupants (XEP-0045 §7.2.2, §17.3).</summary>
internal static class RoomPresences
{
    /// <summary>§17.3 rule 6: what only the room may say goes; all else passes.</summary>
    public static Presence Cleaned(Presence presence) => (Presence)presence.Without(child =>
        child.Name.Namespace == MucNames.Ns || child.Name.Namespace == MucNames.User || child.Name == MucNames.OccupantId
        || child.Name.Namespace == HatNames.Ns);

    /// <summary>To all others who may see it, and to every device of the occupant himself with 110.</summary>
    public static void Announce(List<RoomSend> sends, RoomState room, PresenceChange change)
    {
        ToOthers(sends, room, change);
        ToSelf(sends, room, change);
    }

    /// <summary>§7.2.3, §7.2.4: with the real address for those who may see it.</summary>
    public static void ToOthers(List<RoomSend> sends, RoomState room, PresenceChange change)
    {
        if (!room.Broadcasts(change.Occupant.Role))
            return;
        if (room.Configuration.IsNonAnonymous)
        {
            Add(sends, Build(room, change, true, []), room.Occupants.Everyone, change.Occupant);
            return;
        }
        Add(sends, Build(room, change, true, []), room.Occupants.Moderators, change.Occupant);
        Add(sends, Build(room, change, false, []), room.Occupants.Others, change.Occupant);
    }

    public static void ToSelf(List<RoomSend> sends, RoomState room, PresenceChange change) =>
        ToSelf(sends, room, change, change.Occupant.Sessions);

    public static void ToSelf(
        List<RoomSend> sends, RoomState room, PresenceChange change, ImmutableArray<OccupantSession> devices)
    {
        var presence = Build(room, change, true, [MucStatus.Self, .. change.SelfStatuses]);
        foreach (var device in devices)
        {
            sends.Add(change.Echo is { } echo && echo.To == device.FullJid
                ? new RoomSend(presence.WithId(echo.Id), device.FullJid)
                : new RoomSend(presence, device.FullJid));
        }
    }

    /// <summary>§7.2.2: those who were there before, for one device of who comes in.</summary>
    public static void OfOthers(List<RoomSend> sends, RoomState room, Occupant viewer, Jid device)
    {
        foreach (var other in room.Occupants.All)
        {
            if (other.Key != viewer.Key)
                Of(sends, room, other, viewer, device);
        }
    }

    /// <summary>One occupant, for one device of another.</summary>
    public static void Of(List<RoomSend> sends, RoomState room, Occupant other, Occupant viewer, Jid device)
    {
        if (!room.Broadcasts(other.Role))
            return;
        var change = new PresenceChange(other, PresenceType.Available);
        sends.Add(new RoomSend(Build(room, change, room.ShowsJidsTo(viewer), []), device));
    }

    private static Presence Build(RoomState room, PresenceChange change, bool showsJid, ImmutableArray<int> selfStatuses)
    {
        var occupant = change.Occupant;
        var isGone = change.Type == PresenceType.Unavailable;
        // §7.14: who is gone has no role; who only changes his nickname keeps it (§7.6).
        var role = isGone && change.NewNick is null ? Role.None : occupant.Role;
        var item = new MucItem(
            occupant.Affiliation, role, showsJid ? occupant.Shown.FullJid : null, change.NewNick, change.Actor, change.Reason);
        var element = change.Content?.Element ?? new XElement(XmppNames.Presence);
        Stanza presence = new Presence(element, occupant.Jid, null, null, change.Content?.Lang, change.Type);
        foreach (var appended in change.Content?.Appended ?? [])
            presence = presence.WithChild(appended);
        presence = presence
            .WithChild(item.ToX([.. change.Statuses.Concat(selfStatuses).Order()], change.Destroy))
            .WithChild(OccupantIdOf(occupant));
        return (Presence)(!isGone && RoomHats.Of(room, occupant.Account) is { } hats ? presence.WithChild(hats) : presence);
    }

    /// <summary>XEP-0421 §4: with everything that comes from an occupant.</summary>
    public static XElement OccupantIdOf(Occupant occupant) =>
        new(MucNames.OccupantId, new XAttribute(XmppNames.Id, occupant.Id));

    private static void Add(List<RoomSend> sends, Presence presence, ImmutableArray<Jid> to, Occupant self)
    {
        var others = to;
        foreach (var session in self.Sessions)
            others = others.Remove(session.FullJid);
        if (others.Length > 0)
            sends.Add(new RoomSend(presence, others));
    }
}
