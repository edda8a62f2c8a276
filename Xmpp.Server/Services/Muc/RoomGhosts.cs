using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Services.Muc;

/// <summary>Which errors say that somebody is not there any more (XEP-0045 §18.1.2; cases MUC-11).</summary>
internal static class RoomGhosts
{
    // Who makes up an answer to it is believed: he says it of himself.
    private const string QuestionId = "still-there";

    /// <summary>True for an error that the room got in answer to something, and that means "not here".</summary>
    public static bool IsUnreachable(Stanza error)
    {
        if (!error.IsError || error.Child(XmppNames.Error) is not { } element)
            return false;
        foreach (var child in element.Elements())
        {
            if (child.Name.Namespace == XmppNames.StanzaErrors && IsUnreachable(child.Name.LocalName))
                return true;
        }
        return false;
    }

    /// <summary>
    /// RFC 6121 §8.5.3.2.1: a server may answer so for a session that is gone, and others answer so for somebody who is there
    /// and has blocked whoever spoke. So it is no reason to remove him, but one to ask.
    /// </summary>
    public static bool IsDoubtful(Stanza error) =>
        error.IsError && error.Child(XmppNames.Error)?.Element(XmppNames.StanzaErrors + "service-unavailable") is not null;

    /// <summary>
    /// Asks a device whether it is there: from its own occupant's address, which it has shown its presence to, so its server
    /// lets it through, and which it does not block.
    /// </summary>
    public static RoomSend Question(Occupant occupant, Jid device) => new(
        new Iq(IqType.Get, QuestionId, occupant.Jid, null, new XElement(RoomPings.Ping)), device);

    /// <summary>The answer of a server to that question, for a device that is gone. A client that is there answers otherwise.</summary>
    public static bool IsNo(Stanza answer) => answer is Iq { Id: QuestionId } && IsDoubtful(answer);

    // What an odd message may bring about (service-unavailable, not-acceptable, …) throws nobody out who lives.
    private static bool IsUnreachable(string condition) => condition is
        "gone" or "item-not-found" or "recipient-unavailable" or "redirect" or "remote-server-not-found"
        or "remote-server-timeout";
}
