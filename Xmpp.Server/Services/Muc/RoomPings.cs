using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Services.Muc;

/// <summary>Requests to room@service/nick (XEP-0410, XEP-0045 §6.6); what is for a client goes through the shell.</summary>
internal static class RoomPings
{
    public static readonly XName Ping = XName.Get("ping", "urn:xmpp:ping");

    /// <summary>True for what the room answers itself: it knows who is there, by the full JID.</summary>
    public static bool IsSelfPing(RoomState room, Iq iq, Jid from, Jid to) =>
        iq.Type == IqType.Get && iq.Payload?.Name == Ping
        && room.Occupants.FindNick(to.Resource) is { } occupant && occupant == room.Occupants.Find(from);

    public static RoomOutcome OnOccupant(RoomState room, Iq iq, XElement payload, Jid from, Jid to)
    {
        if (room.Occupants.Find(from) is null)
        {
            // XEP-0410 §3.2 names this error for a ping; XEP-0045 §6.6 the other one for disco.
            return RoomOutcome.Refused(room, payload.Name.NamespaceName.StartsWith("http://jabber.org/protocol/disco#", StringComparison.Ordinal)
                ? StanzaError.BadRequest
                : StanzaError.NotAcceptable with { Type = StanzaErrorType.Cancel });
        }
        if (IsSelfPing(room, iq, from, to))
            return RoomOutcome.Done(room, RoomStanzas.Result(iq, from)); // XEP-0410 §3.3; cases MUC-12
        return RoomOutcome.Refused(
            room, room.Occupants.FindNick(to.Resource) is null ? StanzaError.ItemNotFound : StanzaError.ServiceUnavailable);
    }
}
