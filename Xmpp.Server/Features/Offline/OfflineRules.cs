using System.Xml.Linq;
using Xmpp.Stanzas.Core;

namespace Xmpp.Server.Features.Offline;

/// <summary>Which messages are worth keeping for later (XEP-0160 §3, XEP-0334 §4; cases RTE-09).</summary>
internal static class OfflineRules
{
    private static readonly XNamespace s_hints = "urn:xmpp:hints";
    private static readonly XNamespace s_chatStates = "http://jabber.org/protocol/chatstates";
    private static readonly XNamespace s_receipts = "urn:xmpp:receipts";
    private static readonly XName s_noStore = s_hints + "no-store";
    private static readonly XName s_store = s_hints + "store";

    public static bool IsKept(Message message)
    {
        if (message.Type is not (MessageType.Normal or MessageType.Chat))
            return false;
        if (message.Has(s_noStore))
            return false; // XEP-0334 §4.2; no-permanent-store speaks of archives, not of a queue
        if (message.Has(s_store) || message.Has(XmppNames.Body) || message.Has(XmppNames.Subject))
            return true;
        // XEP-0160 §3: nothing but chat states is of the moment; a receipt alone is no news after hours.
        return message.Element.Elements().Any(c => !IsPassing(c));
    }

    private static bool IsPassing(XElement child) =>
        child.Name.Namespace == s_chatStates || child.Name.Namespace == s_hints || child.Name.Namespace == s_receipts
        || child.Name == XmppNames.Thread || child.Name.NamespaceName is "urn:xmpp:sid:0" or "urn:xmpp:delay";
}
