using System.Xml.Linq;
using Xmpp.Stanzas.Core;

namespace Xmpp.Server.Features.Blocking;

internal static class BlockingNames
{
    public static readonly XNamespace Ns = "urn:xmpp:blocking";
    public static readonly XName BlockList = Ns + "blocklist";
    public static readonly XName Block = Ns + "block";
    public static readonly XName Unblock = Ns + "unblock";
    public static readonly XName Item = Ns + "item";
    public static readonly XName Jid = "jid";

    private static readonly XName s_blocked = XNamespace.Get("urn:xmpp:blocking:errors") + "blocked";

    /// <summary>XEP-0191 §3.3: the answer to what a user sends to somebody whom she has blocked.</summary>
    public static StanzaError Blocked() =>
        new(StanzaErrorType.Cancel, "not-acceptable") { Application = new XElement(s_blocked) };
}
