using System.Xml.Linq;

namespace Xmpp.Server.Features.AdHoc;

/// <summary>Names of XEP-0050.</summary>
internal static class AdHocNames
{
    /// <summary>The namespace, and the node under which the commands are (§2.2).</summary>
    public const string Commands = "http://jabber.org/protocol/commands";

    public static readonly XNamespace Ns = Commands;
    public static readonly XName Command = Ns + "command";
    public static readonly XName Actions = Ns + "actions";
    public static readonly XName Note = Ns + "note";

    // Specific conditions (§4.4).
    public const string MalformedAction = "malformed-action";
    public const string BadAction = "bad-action";
    public const string BadPayload = "bad-payload";
    public const string BadSessionId = "bad-sessionid";
    public const string SessionExpired = "session-expired";
}
