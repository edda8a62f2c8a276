using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Services.Muc;

/// <summary>What an occupant's device says of itself while it is there (XEP-0045 §7.6, §7.7).</summary>
internal static class OccupantPresence
{
    /// <summary>Available presence without the element that asks to come in.</summary>
    public static RoomOutcome Update(RoomState room, Presence presence, Jid from, Jid to, RoomSurroundings at)
    {
        if (room.Occupants.Find(from) is not { } occupant)
            return RoomOutcome.Done(room, NotHere(from, to));
        if (to.Resource is not { } nick)
            return RoomOutcome.Refused(room, StanzaError.JidMalformed);
        if (presence.Size > at.Options.PresenceBytes)
            return RoomOutcome.Refused(room, StanzaError.PolicyViolation);
        if (!occupant.Presences.TryTake(at.Now, at.Options.PresencesPerSecond, at.Options.BurstPresences, out var left))
            return RoomOutcome.Refused(room, StanzaError.ResourceConstraint); // §14.6: rapid and repeated changes
        occupant = occupant with { Presences = left };
        if (nick != occupant.Nick)
        {
            return NickRules.TryKey(nick, at.Options.NickLength, out var key)
                ? ChangeNick(room, occupant, presence, from, to, key, at, resyncs: false)
                : RoomOutcome.Refused(room, StanzaError.NotAcceptable);
        }
        var sends = new List<RoomSend>();
        var isNews = TryUpdate(ref room, ref occupant, presence, from);
        var change = new PresenceChange(occupant, PresenceType.Available)
        {
            Echo = presence.Id is { } id ? (from, id) : null,
        };
        if (isNews)
            RoomPresences.ToOthers(sends, room, change);
        RoomPresences.ToSelf(sends, room, change);
        return RoomOutcome.Done(room, sends);
    }

    /// <summary>Notes the presence and shows it from now on; true if the others see a difference.</summary>
    internal static bool TryUpdate(ref RoomState room, ref Occupant occupant, Presence presence, Jid from)
    {
        var before = occupant;
        var cleaned = RoomPresences.Cleaned(presence);
        occupant = occupant with
        {
            Sessions = [new OccupantSession(from, cleaned), .. occupant.Sessions.Where(s => s.FullJid != from)],
        };
        room = room with { Occupants = room.Occupants.With(occupant) };
        return before.Shown.FullJid != from || !IsSame(before.Presence, cleaned);
    }

    /// <summary>True if two presences show the same.</summary>
    internal static bool IsSame(Presence one, Presence other) =>
        one.Lang == other.Lang && XNode.DeepEquals(Content(one), Content(other));

    /// <summary>
    /// §7.6. With other devices under the old nickname this one becomes an occupant of its own: none is moved half
    /// (cases MUC-04).
    /// </summary>
    internal static RoomOutcome ChangeNick(
        RoomState room, Occupant occupant, Presence presence, Jid from, Jid to, string key, RoomSurroundings at, bool resyncs)
    {
        if (key != occupant.Key
            && (RoomEntry.NickConflict(room, occupant.Account, key) ?? IsOwnOther(room, key)) is { } conflict)
        {
            return RoomOutcome.Refused(room, conflict);
        }
        if (key == occupant.Key && occupant.Sessions.Length > 1)
            return RoomOutcome.Refused(room, StanzaError.Conflict); // another spelling for one of two devices
        if (occupant.Sessions.Length > 1
            && RoomEntry.Full(room, occupant.Account, key, occupant.Affiliation, at) is { } full)
        {
            return RoomOutcome.Refused(room, full); // what was one occupant would be two
        }
        var leaving = occupant with { Sessions = [new OccupantSession(from, occupant.Presence)] };
        var changed = leaving with
        {
            Jid = to,
            Key = key,
            Sessions = [new OccupantSession(from, RoomPresences.Cleaned(presence))],
        };
        var rest = occupant.Sessions.RemoveAll(s => s.FullJid == from);
        var others = rest.IsEmpty ? room.Occupants.Without(occupant) : room.Occupants.With(occupant with { Sessions = rest });
        room = room with { Occupants = others.With(changed) };
        var sends = new List<RoomSend>();
        var gone = new PresenceChange(leaving, PresenceType.Unavailable)
        {
            NewNick = changed.Nick,
            Statuses = [MucStatus.NickChange],
        };
        if (rest.IsEmpty)
            RoomPresences.ToOthers(sends, room, gone);
        RoomPresences.ToSelf(sends, room, gone);
        if (!rest.IsEmpty)
            TellOfTheRest(sends, room, occupant with { Sessions = rest }, occupant, changed, from);
        var come = new PresenceChange(changed, PresenceType.Available)
        {
            Echo = presence.Id is { } id ? (from, id) : null,
        };
        RoomPresences.ToOthers(sends, room, come);
        if (resyncs)
            RoomEntry.Welcome(sends, room, changed, presence, from, [], at);
        else
            RoomPresences.ToSelf(sends, room, come);
        return RoomOutcome.Done(room, sends);
    }

    // His client has just heard that the old nickname is gone, and it is not; the others see another device there now.
    private static void TellOfTheRest(
        List<RoomSend> sends, RoomState room, Occupant left, Occupant before, Occupant changed, Jid device)
    {
        if (IsSame(left.Presence, before.Presence))
            RoomPresences.Of(sends, room, left, changed, device);
        else
            RoomPresences.Announce(sends, room, new PresenceChange(left, PresenceType.Available));
    }

    // §7.6: the text allows to join one's own other device; whose presence and rights count then is nobody's guess.
    private static StanzaError? IsOwnOther(RoomState room, string key) =>
        room.Occupants.FindKey(key) is null ? null : StanzaError.Conflict;

    // §7.2.18: presence of who is not there comes from a client that has lost track, and is told so.
    private static RoomSend NotHere(Jid from, Jid to)
    {
        var item = new MucItem(Xmpp.Storage.Rooms.Affiliation.None, Role.None);
        return new RoomSend(
            new Presence(PresenceType.Unavailable, to, null)
                .WithChild(item.ToX([MucStatus.Self, MucStatus.Kicked, MucStatus.Unreachable])),
            from);
    }

    private static XElement Content(Presence presence)
    {
        var element = new XElement(presence.Element);
        element.RemoveAttributes();
        return element;
    }
}
