using System.Xml.Linq;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;

namespace Xmpp.Server.Components.Delegation;

/// <summary>What a managing entity says, made the answer of the server, or <c>service-unavailable</c> (XEP-0355 §4.3).</summary>
internal static class DelegatedAnswer
{
    /// <summary>
    /// Only the payload is the component's: addresses, id and type are those that the request asks for, and whoever gives
    /// others has its answer thrown away.
    /// </summary>
    /// <param name="request">What was asked.</param>
    /// <param name="answer">From the component; null for none.</param>
    public static IqReply Read(IqRequest request, Iq? answer)
    {
        // N.B.₂: "if the managing entity return an <iq/> stanza of type "error", the server must return itself …"
        if (answer is null or { IsError: true } || Inner(answer) is not { } inner)
            return StanzaError.ServiceUnavailable;
        if ((string?)inner.Attribute(XmppNames.Type) != "result" || (string?)inner.Attribute(XmppNames.Id) != request.Iq.Id
            || !Is(inner, XmppNames.To, request.Sender, isNeeded: true)
            || !Is(inner, XmppNames.From, request.Iq.To ?? request.Target, isNeeded: false)) // example 32 leaves it out
        {
            return StanzaError.ServiceUnavailable;
        }
        return inner.Elements().ToList() switch
        {
            [] => IqReply.Done,
            [var payload] => IqReply.Result(new XElement(payload)),
            _ => StanzaError.ServiceUnavailable, // RFC 6120 §8.2.3 rule 5
        };
    }

    private static XElement? Inner(Iq answer)
    {
        if (answer.Element.Elements(DelegationNames.Delegation).ToList() is not [var delegation]
            || delegation.Elements(Forwarded.Name).ToList() is not [var forwarded])
        {
            return null;
        }
        return forwarded.Elements().ToList() is [var iq] && iq.Name.LocalName == "iq"
            && (iq.Name.Namespace == XmppNames.Client || iq.Name.Namespace == XmppNames.Component) ? iq : null;
    }

    private static bool Is(XElement iq, XName name, Jid address, bool isNeeded) =>
        iq.Attribute(name) is { } attribute ? Jid.TryParse(attribute.Value, out var jid) && jid == address : !isNeeded;
}
