using System.Xml.Linq;

namespace Xmpp.Server.Features.Profiles;

/// <summary>Names of XEP-0402, XEP-0048 and XEP-0411.</summary>
internal static class BookmarkNames
{
    public const string Node = "urn:xmpp:bookmarks:1";
    public const string OldNode = "storage:bookmarks";

    /// <summary>Features that say that the two are one (XEP-0402 §5.3, XEP-0411 §2).</summary>
    public static readonly string[] Features = [Node + "#compat", Node + "#compat-pep", "urn:xmpp:bookmarks-conversion:0"];

    public static readonly XNamespace Ns = Node;
    public static readonly XNamespace OldNs = OldNode;
    public static readonly XName Conference = Ns + "conference";
    public static readonly XName OldConference = OldNs + "conference";
    public static readonly XName Storage = OldNs + "storage";
    public static readonly XName Jid = "jid";
    public static readonly XName Name = "name";
    public static readonly XName AutoJoin = "autojoin";
}
