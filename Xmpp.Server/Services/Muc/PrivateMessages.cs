using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Rooms;

namespace Xmpp.Server.Services.Muc;

/// <summary>Messages from occupant to occupant (XEP-0045 §7.5).</summary>
internal static class PrivateMessages
{
    public static RoomOutcome Send(RoomState room, Message message, Jid from, Jid to, RoomSurroundings at)
    {
        if (room.Occupants.Find(from) is not { } sender)
            return RoomOutcome.Refused(room, RoomStanzas.IsNoneFor(room, from) ? StanzaError.ItemNotFound : StanzaError.NotAcceptable);
        if (message.Type == MessageType.GroupChat)
            return RoomOutcome.Refused(room, StanzaError.BadRequest);
        if (room.Occupants.FindNick(to.Resource) is not { } recipient)
            return RoomOutcome.Refused(room, StanzaError.ItemNotFound);
        if (!MaySend(room.Configuration.Whisper, sender.Role, recipient.Role))
            return RoomOutcome.Refused(room, StanzaError.Forbidden);
        if (message.Size > at.Options.MessageBytes)
            return RoomOutcome.Refused(room, StanzaError.PolicyViolation);
        if (!sender.Messages.TryTake(at.Now, at.Options.MessagesPerSecond, at.Options.BurstMessages, out var left))
            return RoomOutcome.Refused(room, StanzaError.PolicyViolation with { Type = StanzaErrorType.Wait });
        room = room with { Occupants = room.Occupants.With(sender with { Messages = left }) };
        // §7.5: the room's own element says that it is one, and nothing that a client put there.
        var sent = RoomMessages.Reflected(room, message, sender).WithChild(new XElement(MucNames.UserX));
        return RoomOutcome.Done(room, new RoomSend(sent.WithId(message.Id), recipient.FullJids));
    }

    /// <summary>muc#roomconfig_allowpm. Where only moderators may, they are answered.</summary>
    internal static bool MaySend(RoomWhisper whisper, Role sender, Role recipient) => whisper switch
    {
        RoomWhisper.Anyone => sender >= Role.Visitor,
        RoomWhisper.Participants => sender >= Role.Participant,
        RoomWhisper.Moderators => sender == Role.Moderator || recipient == Role.Moderator,
        _ => false,
    };
}
