using System.Xml.Linq;
using Xmpp.Stanzas.Core;

namespace Xmpp.Server.ClientState;

/// <summary>
/// What a client whose user does not look at it need not get at once (XEP-0352 §3.2; cases SM-10). It waits for the next
/// stanza that is urgent and goes before it, so the order stays.
/// </summary>
internal static class Urgency
{
    private static readonly XNamespace s_chatStates = "http://jabber.org/protocol/chatstates";
    private static readonly XNamespace s_hints = "urn:xmpp:hints";
    private static readonly XName s_event = XName.Get("event", "http://jabber.org/protocol/pubsub#event");
    private static readonly XName s_room = XName.Get("x", "http://jabber.org/protocol/muc#user");

    /// <summary>False for presence, bare chat states and notifications of pubsub; everything else is urgent.</summary>
    public static bool IsUrgent(Stanza? stanza) => stanza switch
    {
        Presence presence => presence.Type is not (PresenceType.Available or PresenceType.Unavailable),
        Message message => !IsChatState(message) && !(message.Type == MessageType.Headline && message.Has(s_event)),
        _ => true,
    };

    /// <summary>
    /// The later stanza makes the earlier one of the same sender worthless: only presence and chat states do. Presence
    /// of a room says who came and went, so each counts.
    /// </summary>
    public static bool Supersedes(Stanza later, Stanza earlier)
    {
        if (later.From is null || later.From != earlier.From)
            return false;
        return later is Presence
            ? earlier is Presence && !IsUrgent(earlier) && !later.Has(s_room) && !earlier.Has(s_room)
            : later is Message message && earlier is Message other && IsChatState(message) && IsChatState(other);
    }

    // XEP-0085 §5.1: a chat state alone, at most with the thread it belongs to.
    private static bool IsChatState(Message message)
    {
        if (message.IsError)
            return false;
        var hasState = false;
        foreach (var child in message.Element.Elements())
        {
            if (child.Name.Namespace == s_chatStates)
                hasState = true;
            else if (child.Name != XmppNames.Thread && child.Name.Namespace != s_hints)
                return false;
        }
        return hasState;
    }
}
