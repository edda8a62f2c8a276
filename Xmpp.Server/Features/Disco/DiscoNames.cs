using System.Xml.Linq;

namespace Xmpp.Server.Features.Disco;

/// <summary>Names of XEP-0030 and XEP-0115.</summary>
internal static class DiscoNames
{
    public static readonly XNamespace Info = "http://jabber.org/protocol/disco#info";
    public static readonly XNamespace Items = "http://jabber.org/protocol/disco#items";
    public static readonly XNamespace Caps = "http://jabber.org/protocol/caps";

    public static readonly XName InfoQuery = Info + "query";
    public static readonly XName ItemsQuery = Items + "query";
    public static readonly XName Item = Items + "item";
    public static readonly XName Identity = Info + "identity";
    public static readonly XName Feature = Info + "feature";
    public static readonly XName Capabilities = Caps + "c";
}
