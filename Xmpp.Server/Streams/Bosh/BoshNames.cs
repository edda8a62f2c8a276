using System.Xml.Linq;

namespace Xmpp.Server.Streams.Bosh;

/// <summary>Names and conditions of XEP-0124 and XEP-0206.</summary>
internal static class BoshNames
{
    /// <summary>The version that we speak (XEP-0124 §7.2).</summary>
    public static readonly Version Version = new(1, 11);

    /// <summary>XEP-0124 §14.1: no 'rid' is above.</summary>
    public const long MaxRid = 9_007_199_254_740_991;

    public static readonly XNamespace Namespace = "http://jabber.org/protocol/httpbind";
    public static readonly XNamespace Xmpp = "urn:xmpp:xbosh";
    public static readonly XName Body = Namespace + "body";
    public static readonly XName Restart = Xmpp + "restart";
    public static readonly XName XmppVersion = Xmpp + "version";

    // XEP-0124 §17.2.
    public const string BadRequest = "bad-request";
    public const string HostUnknown = "host-unknown";
    public const string ImproperAddressing = "improper-addressing";
    public const string ItemNotFound = "item-not-found";
    public const string OtherRequest = "other-request";
    public const string PolicyViolation = "policy-violation";
    public const string RemoteStreamError = "remote-stream-error";
}
