using System.Xml.Linq;
using Xmpp.Server.Features.AdHoc;
using Xmpp.Server.Features.Disco;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Services.Muc;

/// <summary>What a stanza to a room makes of it: a pure function, so a room is as sure as its tests.</summary>
internal static class RoomStanzas
{
    /// <param name="room">The room as it is.</param>
    /// <param name="stanza">With 'from', and with a 'to' in the room.</param>
    /// <param name="at">The time, and what the operator allows.</param>
    public static RoomOutcome Handle(RoomState room, Stanza stanza, RoomSurroundings at)
    {
        if (stanza is not { From: { } from, To: { } to })
            return RoomOutcome.Refused(room, StanzaError.BadRequest);
        var outcome = stanza switch
        {
            Presence presence => OnPresence(room, presence, from, to, at),
            Message message => OnMessage(room, message, from, to, at),
            _ => OnIq(room, (Iq)stanza, from, to, at),
        };
        return outcome.Error is null
            ? outcome with { State = RoomExit.EndIfEmpty(outcome.State) }
            : RoomOutcome.Refused(room, outcome.Error);
    }

    // §17.3 rules 1 and 2: only these two types mean coming and going.
    private static RoomOutcome OnPresence(RoomState room, Presence presence, Jid from, Jid to, RoomSurroundings at) =>
        presence.Type switch
        {
            PresenceType.Available when presence.Has(MucNames.X) => RoomEntry.Enter(room, presence, from, to, at),
            PresenceType.Available => OccupantPresence.Update(room, presence, from, to, at),
            PresenceType.Unavailable => RoomExit.Leave(room, presence, from, at),
            PresenceType.Error => OnError(room, presence, from),
            _ => RoomOutcome.Unchanged(room),
        };

    private static RoomOutcome OnMessage(RoomState room, Message message, Jid from, Jid to, RoomSurroundings at)
    {
        if (message.IsError)
            return OnError(room, message, from);
        if (to.IsFull)
            return PrivateMessages.Send(room, message, from, to, at);
        if (message.Type == MessageType.GroupChat)
            return RoomMessages.ToAll(room, message, from, at);
        if (IsNoneFor(room, from))
            return RoomOutcome.Refused(room, StanzaError.ItemNotFound); // §17.2 rule 3
        if (message.Child(MucNames.UserX) is { } x && x.Element(MucNames.UserInvite) is not null)
            return RoomInvitations.Invite(room, message, x, from, at);
        if (message.Child(MucNames.UserX)?.Element(MucNames.UserDecline) is { } decline)
            return RoomInvitations.Decline(room, message, decline, from, at);
        if (RoomApproval.IsAnswer(message))
            return RoomApproval.Answer(room, message, from, at);
        return RoomVoice.IsForm(message)
            ? RoomVoice.OnForm(room, message, from, at)
            : RoomOutcome.Refused(room, StanzaError.BadRequest); // §17.2 rule 1
    }

    private static RoomOutcome OnIq(RoomState room, Iq iq, Jid from, Jid to, RoomSurroundings at)
    {
        if (!iq.IsRequest)
            return OnError(room, iq, from);
        if (iq.Payload is not { } payload)
            return RoomOutcome.Refused(room, StanzaError.BadRequest); // RFC 6120 §8.2.3 rule 4
        if (to.IsFull)
            return RoomPings.OnOccupant(room, iq, payload, from, to);
        if (IsNoneFor(room, from))
            return RoomOutcome.Refused(room, StanzaError.ItemNotFound); // §6.4, §7.10; cases MUC-16
        return (iq.Type, payload.Name) switch
        {
            (IqType.Get, var name) when name == DiscoNames.InfoQuery => RoomDisco.Info(room, iq, payload, from, at),
            (IqType.Get, var name) when name == DiscoNames.ItemsQuery => RoomDisco.Items(room, iq, payload, from),
            (IqType.Get, var name) when name == RoomPings.Ping => RoomOutcome.Done(room, Result(iq, from)),
            (IqType.Get, var name) when name == MucNames.OwnerQuery => RoomOwner.Get(room, iq, from, at),
            (IqType.Set, var name) when name == MucNames.OwnerQuery => RoomOwner.Set(room, iq, payload, from, at),
            (IqType.Get, var name) when name == MucNames.AdminQuery => RoomAdmin.Get(room, iq, payload, from),
            (IqType.Set, var name) when name == MucNames.AdminQuery => RoomAdmin.Set(room, iq, payload, from, at),
            (IqType.Get, var name) when name == RoomRegistration.Query => RoomRegistration.Get(room, iq, from),
            (IqType.Set, var name) when name == RoomRegistration.Query => RoomRegistration.Set(room, iq, payload, from, at),
            (IqType.Get, var name) when name == RoomCard.Name => RoomCard.Get(room, iq, from),
            (IqType.Set, var name) when name == AdHocNames.Command => RoomHatCommands.Execute(room, iq, payload, from, at),
            (IqType.Set, var name) when name == RoomCard.Name => RoomCard.Set(room, iq, payload, from, at),
            _ => RoomOutcome.Refused(room, StanzaError.ServiceUnavailable),
        };
    }

    /// <summary>
    /// §6.4, §17.2 rule 3: there is no such room, or none of which a stranger may learn. The answers are the same, whatever
    /// was asked; only who knocks at the door is told that it is closed (§7.2.6).
    /// </summary>
    internal static bool IsNoneFor(RoomState room, Jid from) =>
        !room.Exists || (room.IsLocked && !room.IsMember(from) && room.Occupants.Find(from) is null)
        || RoomDisco.IsClosed(room, from);

    // Cases MUC-11: it is shown to nobody and not answered; from who is not there it means nothing.
    private static RoomOutcome OnError(RoomState room, Stanza error, Jid from)
    {
        if (RoomGhosts.IsUnreachable(error) || RoomGhosts.IsNo(error))
            return RoomExit.LoseDevice(room, from);
        return error is Message && RoomGhosts.IsDoubtful(error) && room.Occupants.Find(from) is { } occupant
            ? RoomOutcome.Done(room, RoomGhosts.Question(occupant, from))
            : RoomOutcome.Unchanged(room);
    }

    /// <summary>The answer to a request, among the other stanzas of an outcome.</summary>
    public static RoomSend Result(Iq request, Jid asker, XElement? payload = null) =>
        new(StanzaReply.Result(request, asker, payload).WithTo(null), asker);

    /// <summary>An error where the room does not stay as it was.</summary>
    public static RoomSend Error(Message message, Jid sender, StanzaError error) => new(
        new Message(new XElement(XmppNames.Message, error.ToElement()), message.To, null, message.Id, null, "error"), sender);
}
