using System.Xml.Linq;

namespace Xmpp.Server.Features.Offline;

/// <summary>Names of XEP-0013.</summary>
internal static class OfflineNames
{
    public static readonly XNamespace Ns = "http://jabber.org/protocol/offline";
    public static readonly XName Offline = Ns + "offline";
    public static readonly XName Item = Ns + "item";
    public static readonly XName Fetch = Ns + "fetch";
    public static readonly XName Purge = Ns + "purge";

    public static readonly XName Action = "action";
    public static readonly XName Node = "node";

    public const string MessageCount = "number_of_messages";
}
