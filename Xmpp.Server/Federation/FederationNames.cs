using System.Xml.Linq;

namespace Xmpp.Server.Federation;

/// <summary>Names of server-to-server negotiation that RFC 6120 does not have.</summary>
internal static class FederationNames
{
    /// <summary>XEP-0220.</summary>
    public static readonly XNamespace Dialback = "jabber:server:dialback";

    public static readonly XName Result = Dialback + "result";
    public static readonly XName Verify = Dialback + "verify";

    private static readonly XNamespace s_dialbackFeature = "urn:xmpp:features:dialback";

    /// <summary>XEP-0220 §2.4.2.</summary>
    public static readonly XName DialbackFeature = s_dialbackFeature + "dialback";

    public static readonly XName DialbackErrors = s_dialbackFeature + "errors";

    /// <summary>XEP-0288 §2.1.</summary>
    public static readonly XName BidiFeature = XName.Get("bidi", "urn:xmpp:features:bidi");

    /// <summary>XEP-0288 §2.2.</summary>
    public static readonly XName Bidi = XName.Get("bidi", "urn:xmpp:bidi");

    /// <summary>RFC 4422 appendix A, XEP-0178.</summary>
    public const string External = "EXTERNAL";
}
