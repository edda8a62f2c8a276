using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage.Rooms;

namespace Xmpp.Server.Services.Muc;

/// <summary>The subject of a room (XEP-0045 §7.2.15, §8.1).</summary>
internal static class RoomSubjects
{
    /// <summary>§7.2.15, §8.1: with a body or a thread it is a message like others.</summary>
    public static bool IsChange(Message message) =>
        message.Has(XmppNames.Subject) && !message.Has(XmppNames.Body) && !message.Has(XmppNames.Thread);

    /// <summary>§8.1, §5.1.1: moderators, and where the room allows it all who may speak.</summary>
    public static bool MayChange(RoomState room, Occupant occupant) =>
        occupant.Role == Role.Moderator || (room.Configuration.AllowSubject && occupant.Role == Role.Participant);

    public static RoomState With(RoomState room, Message message, Occupant by, DateTimeOffset now) => room with
    {
        Subject = new RoomSubject(message.Child(XmppNames.Subject)?.Value ?? "", by.Nick, now),
    };

    /// <summary>What who enters is sent last; empty where none was ever set.</summary>
    public static Message Current(RoomState room)
    {
        var element = new XElement(XmppNames.Message, new XElement(XmppNames.Subject, room.Subject is { Text.Length: > 0 } now ? now.Text : null));
        var from = room.Subject is { Nick.Length: > 0 } set && room.Jid.TryWithResource(set.Nick, out var setter)
            ? setter
            : room.Jid;
        Stanza message = new Message(element, from, null, null, null, "groupchat");
        return (Message)(room.Subject is null ? message : message.WithChild(Delay.ToElement(room.Subject.At, room.Jid)));
    }
}
