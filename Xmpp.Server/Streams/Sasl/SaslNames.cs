using System.Xml.Linq;
using Xmpp.Stanzas.Core;

namespace Xmpp.Server.Streams.Sasl;

/// <summary>Names of SASL negotiation (RFC 6120 §6) and of XEP-0440.</summary>
public static class SaslNames
{
    public static readonly XName Mechanisms = XmppNames.Sasl + "mechanisms";
    public static readonly XName Mechanism = XmppNames.Sasl + "mechanism";
    public static readonly XName Auth = XmppNames.Sasl + "auth";
    public static readonly XName Challenge = XmppNames.Sasl + "challenge";
    public static readonly XName Response = XmppNames.Sasl + "response";
    public static readonly XName Abort = XmppNames.Sasl + "abort";
    public static readonly XName Success = XmppNames.Sasl + "success";
    public static readonly XName Failure = XmppNames.Sasl + "failure";
    public static readonly XName Text = XmppNames.Sasl + "text";
    public static readonly XName MechanismAttribute = "mechanism";

    public static readonly XNamespace ChannelBindingNs = "urn:xmpp:sasl-cb:0";
    public static readonly XName SaslChannelBinding = ChannelBindingNs + "sasl-channel-binding";
    public static readonly XName ChannelBinding = ChannelBindingNs + "channel-binding";

    /// <summary>RFC 9266 §5.1 and RFC 5929 §4, as registered.</summary>
    public const string TlsExporter = "tls-exporter";
    public const string TlsServerEndPoint = "tls-server-end-point";

    public const string ScramSha1 = "SCRAM-SHA-1";
    public const string ScramSha256 = "SCRAM-SHA-256";
    public const string ScramSha512 = "SCRAM-SHA-512";
    public const string ScramSha1Plus = "SCRAM-SHA-1-PLUS";
    public const string ScramSha256Plus = "SCRAM-SHA-256-PLUS";
    public const string ScramSha512Plus = "SCRAM-SHA-512-PLUS";
    public const string Plain = "PLAIN";
    public const string Anonymous = "ANONYMOUS";
}
