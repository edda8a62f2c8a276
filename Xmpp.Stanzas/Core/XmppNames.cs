using System.Xml.Linq;

namespace Xmpp.Stanzas.Core;

/// <summary>The namespaces of RFC 6120 and the names every part of the server shares.</summary>
public static class XmppNames
{
    public static readonly XNamespace Client = "jabber:client";
    public static readonly XNamespace Server = "jabber:server";

    /// <summary>XEP-0114 §3: the stanzas of a component that connects to the server.</summary>
    public static readonly XNamespace Component = "jabber:component:accept";

    public static readonly XNamespace Streams = "http://etherx.jabber.org/streams";
    public static readonly XNamespace StreamErrors = "urn:ietf:params:xml:ns:xmpp-streams";
    public static readonly XNamespace StanzaErrors = "urn:ietf:params:xml:ns:xmpp-stanzas";
    public static readonly XNamespace Tls = "urn:ietf:params:xml:ns:xmpp-tls";
    public static readonly XNamespace Sasl = "urn:ietf:params:xml:ns:xmpp-sasl";
    public static readonly XNamespace Bind = "urn:ietf:params:xml:ns:xmpp-bind";
    public static readonly XNamespace Session = "urn:ietf:params:xml:ns:xmpp-session";

    public static readonly XName Message = Client + "message";
    public static readonly XName Presence = Client + "presence";
    public static readonly XName Iq = Client + "iq";
    public static readonly XName Body = Client + "body";
    public static readonly XName Subject = Client + "subject";
    public static readonly XName Thread = Client + "thread";
    public static readonly XName Show = Client + "show";
    public static readonly XName Status = Client + "status";
    public static readonly XName Priority = Client + "priority";
    public static readonly XName Error = Client + "error";

    public static readonly XName Stream = Streams + "stream";
    public static readonly XName StreamFeatures = Streams + "features";
    public static readonly XName StreamError = Streams + "error";

    public static readonly XName From = "from";
    public static readonly XName To = "to";
    public static readonly XName Id = "id";
    public static readonly XName Type = "type";
    public static readonly XName Lang = XNamespace.Xml + "lang";
}
