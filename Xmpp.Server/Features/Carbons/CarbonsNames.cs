using System.Xml.Linq;

namespace Xmpp.Server.Features.Carbons;

internal static class CarbonsNames
{
    public static readonly XNamespace Ns = "urn:xmpp:carbons:2";

    /// <summary>All rules of XEP-0280 §6.1 are kept (§6.2).</summary>
    public const string Rules = "urn:xmpp:carbons:rules:0";

    public static readonly XName Enable = Ns + "enable";
    public static readonly XName Disable = Ns + "disable";
    public static readonly XName Private = Ns + "private";
    public static readonly XName Sent = Ns + "sent";
    public static readonly XName Received = Ns + "received";

    /// <summary>XEP-0334 §4.3.</summary>
    public static readonly XName NoCopy = XNamespace.Get("urn:xmpp:hints") + "no-copy";

    public static readonly XNamespace ChatStates = "http://jabber.org/protocol/chatstates"; // XEP-0085
    public static readonly XNamespace Receipts = "urn:xmpp:receipts"; // XEP-0184
    public static readonly XNamespace ChatMarkers = "urn:xmpp:chat-markers:0"; // XEP-0333

    /// <summary>XEP-0249.</summary>
    public static readonly XName DirectInvitation = XNamespace.Get("jabber:x:conference") + "x";
}
