using System.Xml.Linq;

namespace Xmpp.Server.Roster;

/// <summary>Names of RFC 6121 §2.</summary>
internal static class RosterNames
{
    public static readonly XNamespace Ns = "jabber:iq:roster";
    public static readonly XName Query = Ns + "query";
    public static readonly XName Item = Ns + "item";
    public static readonly XName Group = Ns + "group";
    public static readonly XName Jid = "jid";
    public static readonly XName Name = "name";
    public static readonly XName Subscription = "subscription";
    public static readonly XName Ask = "ask";
    public static readonly XName Approved = "approved";
    public static readonly XName Version = "ver";

    public static readonly XName VersioningFeature = XName.Get("ver", "urn:xmpp:features:rosterver");
    public static readonly XName PreApprovalFeature = XName.Get("sub", "urn:xmpp:features:pre-approval");
}
