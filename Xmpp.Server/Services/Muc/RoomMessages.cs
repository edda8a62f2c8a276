using System.Collections.Immutable;
using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;

namespace Xmpp.Server.Services.Muc;

/// <summary>Messages to all in a room (XEP-0045 §7.4) and its subject (§8.1).</summary>
internal static class RoomMessages
{
    /// <summary>So many are remembered in slow mode before those are forgotten who may speak again.</summary>
    private const int MaxRemembered = 500;

    /// <summary>§7.4: of type "groupchat", to the room itself.</summary>
    public static RoomOutcome ToAll(RoomState room, Message message, Jid from, RoomSurroundings at)
    {
        if (room.Occupants.Find(from) is not { } occupant)
            return RoomOutcome.Refused(room, RoomStanzas.IsNoneFor(room, from) ? StanzaError.ItemNotFound : StanzaError.NotAcceptable);
        var isSubject = RoomSubjects.IsChange(message);
        if (isSubject ? !RoomSubjects.MayChange(room, occupant) : occupant.Role < Role.Participant)
            return RoomOutcome.Refused(room, StanzaError.Forbidden); // §7.4, §8.1
        if (message.Size > at.Options.MessageBytes
            || (isSubject && message.Child(XmppNames.Subject)?.Value.Length > at.Options.TextLength))
        {
            return RoomOutcome.Refused(room, StanzaError.PolicyViolation);
        }
        if (!TryCount(ref room, ref occupant, at))
            return RoomOutcome.Refused(room, StanzaError.PolicyViolation with { Type = StanzaErrorType.Wait });
        room = room with { Occupants = room.Occupants.With(occupant) };
        if (isSubject)
            room = RoomSubjects.With(room, message, occupant, at.Now);
        var reflected = Reflected(room, message, occupant);
        return RoomOutcome.Done(room, new RoomSend(reflected, room.Occupants.Everyone) { IsForAll = true });
    }

    /// <summary>
    /// As it goes out: from the occupant, with the same id (§7.4), without what only the room may say (§17.3 rule 6,
    /// XEP-0359 §3, XEP-0421 §4, XEP-0317) and without a delay that claims to be the room's (cases MUC-03).
    /// </summary>
    public static Message Reflected(RoomState room, Message message, Occupant by)
    {
        var roomJid = room.Jid.ToString();
        var clean = StanzaIds.Strip(message, room.Jid).Without(child =>
            child.Name.Namespace == MucNames.User || child.Name.Namespace == MucNames.Ns || child.Name == MucNames.OccupantId
            || child.Name.Namespace == HatNames.Ns
            || (child.Name == Delay.Name && (string?)child.Attribute("from") == roomJid)
            || HoldsModeration(child));
        if (string.IsNullOrEmpty(clean.Id))
            clean = clean.WithId(Guid.NewGuid().ToString("N")); // §7.4: one for all copies
        return (Message)clean.WithFrom(by.Jid).WithTo(null).WithChild(RoomPresences.OccupantIdOf(by));
    }

    // XEP-0425 §5: only the room says that something was moderated.
    private static bool HoldsModeration(XElement child) =>
        child.Name.Namespace == MucNames.Moderation || child.Element(MucNames.Moderated) is not null;

    // §14.6. Moderators are not slowed: they must be able to speak when others flood.
    private static bool TryCount(ref RoomState room, ref Occupant occupant, RoomSurroundings at)
    {
        if (occupant.Role == Role.Moderator)
            return true;
        var slow = TimeSpan.FromSeconds(room.Configuration.SlowMode);
        if (slow > TimeSpan.Zero && room.Spoke.TryGetValue(occupant.Account, out var spoke) && at.Now - spoke < slow)
            return false;
        if (!occupant.Messages.TryTake(at.Now, at.Options.MessagesPerSecond, at.Options.BurstMessages, out var left))
            return false;
        occupant = occupant with { Messages = left };
        if (slow > TimeSpan.Zero)
            room = room with { Spoke = With(room.Spoke, occupant.Account, at.Now, slow) };
        return true;
    }

    // Those whose time is over are thrown out when they may be the most.
    private static ImmutableDictionary<Jid, DateTimeOffset> With(
        ImmutableDictionary<Jid, DateTimeOffset> spoke, Jid account, DateTimeOffset now, TimeSpan slow)
    {
        if (spoke.Count >= MaxRemembered)
            spoke = spoke.RemoveRange(spoke.Where(entry => now - entry.Value >= slow).Select(entry => entry.Key));
        return spoke.SetItem(account, now);
    }
}
