using System.Xml.Linq;

namespace Xmpp.Server.ClientState;

/// <summary>The elements of XEP-0352, which are no stanzas.</summary>
internal static class CsiElements
{
    public static readonly XNamespace Namespace = "urn:xmpp:csi:0";
    public static readonly XName Csi = Namespace + "csi";
    public static readonly XName Active = Namespace + "active";
    public static readonly XName Inactive = Namespace + "inactive";
}
