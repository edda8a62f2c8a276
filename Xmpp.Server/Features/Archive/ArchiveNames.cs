using System.Xml.Linq;

namespace Xmpp.Server.Features.Archive;

/// <summary>Names of XEP-0313, XEP-0441, XEP-0424 and of what is looked at in messages.</summary>
internal static class ArchiveNames
{
    public static readonly XNamespace Ns = "urn:xmpp:mam:2";
    public static readonly XName Query = Ns + "query";
    public static readonly XName Result = Ns + "result";
    public static readonly XName Fin = Ns + "fin";
    public static readonly XName FlipPage = Ns + "flip-page";
    public static readonly XName Metadata = Ns + "metadata";
    public static readonly XName Start = Ns + "start";
    public static readonly XName End = Ns + "end";
    public static readonly XName Preferences = Ns + "prefs";
    public static readonly XName Always = Ns + "always";
    public static readonly XName Never = Ns + "never";
    public static readonly XName Jid = Ns + "jid";

    public static readonly XName QueryId = "queryid";
    public static readonly XName Node = "node";
    public static readonly XName Complete = "complete";
    public static readonly XName Default = "default";
    public static readonly XName Timestamp = "timestamp";
    public static readonly XName Stamp = "stamp";

    public const string Extended = "urn:xmpp:mam:2#extended";
    public const string GroupChatField = "urn:xmpp:mam:2#groupchat-field";

    // Fields of the form (XEP-0313 §4.1).
    public const string With = "with";
    public const string StartField = "start";
    public const string EndField = "end";
    public const string BeforeId = "before-id";
    public const string AfterId = "after-id";
    public const string Ids = "ids";
    public const string IncludeGroupChat = "include-groupchat";

    // XEP-0431 §2.1, §3.1.
    public const string FullText = "urn:xmpp:fulltext:0";
    public const string FullTextField = "{urn:xmpp:fulltext:0}fulltext";

    public static readonly XNamespace Retraction = "urn:xmpp:message-retract:1";
    public static readonly XName Retract = Retraction + "retract";
    public static readonly XName Retracted = Retraction + "retracted";
    public const string Tombstones = "urn:xmpp:message-retract:1#tombstone";

    public static readonly XNamespace Hints = "urn:xmpp:hints";
    public static readonly XName NoStore = Hints + "no-store";
    public static readonly XName NoPermanentStore = Hints + "no-permanent-store";
    public static readonly XName Store = Hints + "store";

    public static readonly XNamespace Validation = "http://jabber.org/protocol/xdata-validate";
    public static readonly XName MucUser = XNamespace.Get("http://jabber.org/protocol/muc#user") + "x";
}
