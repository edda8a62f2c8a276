using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Routing;

/// <summary>Builds the answers to a stanza: addresses swapped, same id (RFC 6120 §8.1.2, §8.1.3, §8.3.1).</summary>
internal static class StanzaReply
{
    /// <summary>
    /// The error stanza, or null where none may be sent: to an error (RFC 6120 §8.3.1 rule 8) or an IQ result (§8.2.3
    /// rule 4). The original payload is not echoed: an answer then tells nothing of who is there (cases RTE-01).
    /// </summary>
    public static Stanza? Error(Stanza stanza, StanzaError error)
    {
        if (stanza.IsError)
            return null;
        switch (stanza)
        {
            case Iq { IsRequest: true } iq:
                return new Iq(new XElement(XmppNames.Iq, error.Beside, error.ToElement()), iq.To, iq.From, iq.Id ?? "", null, IqType.Error);
            case Message message:
                return new Message(
                    new XElement(XmppNames.Message, error.ToElement()), message.To, message.From, message.Id, null, "error");
            case Presence presence:
                return new Presence(
                    new XElement(XmppNames.Presence, error.ToElement()), presence.To, presence.From, presence.Id, null,
                    PresenceType.Error);
            default:
                return null;
        }
    }

    /// <summary>The IQ result; 'from' is left out where the request had no 'to' (RFC 6120 §8.1.2.1, cases RTE-06).</summary>
    public static Iq Result(Iq request, Jid sender, XElement? payload) =>
        new(IqType.Result, request.Id ?? "", request.To, sender, payload);
}
