using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Routing;

/// <summary>The answer to a stanza that could not even be read (RFC 6120 §8.3.1).</summary>
internal static class UnreadStanza
{
    /// <summary>
    /// The error, or null for what is itself an answer. The 'to' that is no address comes back as it was, so that the
    /// sender finds its stanza.
    /// </summary>
    public static XElement? Refusal(XElement element, StanzaError error, Jid sender)
    {
        var type = (string?)element.Attribute(XmppNames.Type);
        if (type == "error" || (element.Name == XmppNames.Iq && type == "result"))
            return null;
        var reply = new XElement(
            element.Name, new XAttribute(XmppNames.Type, "error"), new XAttribute(XmppNames.To, sender));
        if (element.Attribute(XmppNames.To) is { } to)
            reply.Add(new XAttribute(XmppNames.From, to.Value));
        if (element.Attribute(XmppNames.Id) is { } id)
            reply.Add(new XAttribute(XmppNames.Id, id.Value));
        reply.Add(error.ToElement());
        return reply;
    }
}
