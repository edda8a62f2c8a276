using System.Xml.Linq;
using Xmpp.Stanzas.Core;

namespace Xmpp.Server.Streams;

/// <summary>Elements of stream negotiation (RFC 6120 §5, §7).</summary>
internal static class StreamNames
{
    public const string ClientNamespace = "jabber:client";

    /// <summary>RFC 7395 §3.3.2.</summary>
    public static readonly XNamespace Framing = "urn:ietf:params:xml:ns:xmpp-framing";

    public static readonly XName StartTls = XmppNames.Tls + "starttls";
    public static readonly XName TlsRequired = XmppNames.Tls + "required";
    public static readonly XName TlsProceed = XmppNames.Tls + "proceed";
    public static readonly XName TlsFailure = XmppNames.Tls + "failure";
    public static readonly XName Bind = XmppNames.Bind + "bind";
    public static readonly XName BindResource = XmppNames.Bind + "resource";
    public static readonly XName BindJid = XmppNames.Bind + "jid";
    public static readonly XName Session = XmppNames.Session + "session";
    public static readonly XName SessionOptional = XmppNames.Session + "optional";
}
