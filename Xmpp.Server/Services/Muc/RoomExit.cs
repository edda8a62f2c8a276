using System.Collections.Immutable;
using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Services.Muc;

/// <summary>Leaving a room, by oneself or otherwise (XEP-0045 §7.14, §11).</summary>
internal static class RoomExit
{
    /// <summary>Unavailable presence of a device. §17.3 rule 5: of somebody who is not there, it means nothing.</summary>
    public static RoomOutcome Leave(RoomState room, Presence presence, Jid from, RoomSurroundings at) =>
        room.Occupants.Find(from) is { } occupant
            ? RemoveDevice(room, occupant, from, LastWords(presence, at), [])
            : RoomOutcome.Unchanged(room);

    /// <summary>§11.1, §18.1.2: the device cannot be reached any more.</summary>
    public static RoomOutcome LoseDevice(RoomState room, Jid from) =>
        room.Occupants.Find(from) is { } occupant
            ? RemoveDevice(room, occupant, from, null, [MucStatus.Unreachable])
            : RoomOutcome.Unchanged(room);

    /// <summary>§11.2: everybody is told that the service stops, and nobody is left.</summary>
    public static RoomOutcome ShutDown(RoomState room)
    {
        var sends = new List<RoomSend>();
        foreach (var occupant in room.Occupants.All)
        {
            RoomPresences.ToSelf(sends, room, new PresenceChange(occupant, PresenceType.Unavailable)
            {
                SelfStatuses = [MucStatus.ShutDown],
            });
        }
        return RoomOutcome.Done(EndIfEmpty(room with { Occupants = RoomOccupants.None }), sends);
    }

    /// <summary>§10.9: one presence for each occupant, and nothing is left of the room.</summary>
    public static RoomOutcome Destroy(RoomState room, XElement destroy)
    {
        var sends = new List<RoomSend>();
        foreach (var occupant in room.Occupants.All)
        {
            RoomPresences.ToSelf(sends, room, new PresenceChange(occupant, PresenceType.Unavailable) { Destroy = destroy });
        }
        return RoomOutcome.Done(room.Gone(), sends);
    }

    /// <summary>
    /// Removes an occupant with all his devices (§8.2, §9.1). He is told first, then whoever asked for it (the result in
    /// between is <paramref name="between"/>), then the others.
    /// </summary>
    public static RoomState Remove(
        List<RoomSend> sends, RoomState room, PresenceChange change, Action<List<RoomSend>>? between = null)
    {
        RoomPresences.ToSelf(sends, room, change);
        between?.Invoke(sends);
        room = room with { Occupants = room.Occupants.Without(change.Occupant) };
        RoomPresences.ToOthers(sends, room, change);
        return room;
    }

    /// <summary>§3, §7.14: a temporary room ends with its last occupant, and one that was never configured (§10.1.3).</summary>
    public static RoomState EndIfEmpty(RoomState room) =>
        room.Exists && room.Occupants.IsEmpty && (!room.Configuration.IsPersistent || room.IsLocked) ? room.Gone() : room;

    // Who wants to go goes, whatever he says; what is too long is not passed on.
    private static Presence LastWords(Presence presence, RoomSurroundings at) => presence.Size <= at.Options.PresenceBytes
        ? RoomPresences.Cleaned(presence)
        : new Presence(new XElement(XmppNames.Presence), presence.From, presence.To, presence.Id, null, PresenceType.Unavailable);

    private static RoomOutcome RemoveDevice(
        RoomState room, Occupant occupant, Jid from, Presence? content, ImmutableArray<int> statuses)
    {
        var sends = new List<RoomSend>();
        var rest = occupant.Sessions.RemoveAll(s => s.FullJid == from);
        var device = occupant.Sessions.Single(s => s.FullJid == from);
        var gone = new PresenceChange(occupant with { Sessions = [device] }, PresenceType.Unavailable)
        {
            Content = content,
            Statuses = statuses,
            Echo = content?.Id is { } id ? (from, id) : null,
            // §10.1.3: who goes before the room is configured is told that it is no more.
            Destroy = room.IsLocked && rest.IsEmpty ? new XElement(MucNames.UserDestroy) : null,
        };
        RoomPresences.ToSelf(sends, room, gone);
        if (rest.IsEmpty)
        {
            room = room with { Occupants = room.Occupants.Without(occupant) };
            RoomPresences.ToOthers(sends, room, gone);
            return RoomOutcome.Done(room, sends);
        }
        // Cases MUC-04: the others see him stay, and what his other device shows, where that is something else.
        var left = occupant with { Sessions = rest };
        room = room with { Occupants = room.Occupants.With(left) };
        if (!OccupantPresence.IsSame(left.Presence, occupant.Presence))
            RoomPresences.Announce(sends, room, new PresenceChange(left, PresenceType.Available));
        return RoomOutcome.Done(room, sends);
    }
}
