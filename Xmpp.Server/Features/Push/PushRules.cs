using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Features.Push;

/// <summary>Which messages are worth waking somebody (XEP-0357 §7 leaves it to the server; cases RTE-14).</summary>
internal static class PushRules
{
    private static readonly XName s_noStore = XName.Get("no-store", "urn:xmpp:hints");
    private static readonly XName s_call = XName.Get("propose", "urn:xmpp:jingle-message:0");
    private static readonly XName s_directInvitation = XName.Get("x", "jabber:x:conference");
    private static readonly XName s_mucUser = XName.Get("x", "http://jabber.org/protocol/muc#user");
    private static readonly XName s_invite = XName.Get("invite", "http://jabber.org/protocol/muc#user");
    private static readonly XName s_delay = XName.Get("delay", "urn:xmpp:delay");
    private static readonly XName s_reference = XName.Get("reference", "urn:xmpp:reference:0");
    private static readonly XName s_openPgp = XName.Get("openpgp", "urn:xmpp:openpgp:0");
    private static readonly XName s_oldPgp = XName.Get("x", "jabber:x:encrypted");
    private static readonly XNamespace[] s_omemo = ["eu.siacs.conversations.axolotl", "urn:xmpp:omemo:1", "urn:xmpp:omemo:2"];

    /// <param name="message">As it goes to the account.</param>
    /// <param name="sender">Who sent it.</param>
    /// <param name="account">Who gets it, a bare JID.</param>
    /// <param name="rooms">Which messages of rooms count.</param>
    public static bool IsWorth(Message message, Jid sender, Jid account, PushRooms rooms)
    {
        if (sender.Bare == account || message.Type is MessageType.Error or MessageType.Headline)
            return false;
        if (message.Has(s_call))
            return true; // XEP-0353 §3.1: it rings
        if (message.Has(s_noStore))
            return false; // XEP-0334 §4.2: it is only of the moment
        var hasText = message.Child(XmppNames.Body) is { Value.Length: > 0 } || IsEncrypted(message);
        if (message.Type != MessageType.GroupChat)
            return hasText || IsInvitation(message);
        return hasText && !message.Has(s_delay) && IsWorth(message, account, rooms); // what a room sends at the entry is old
    }

    /// <summary>True for text that this server cannot read; what is in the body then is for clients that cannot either.</summary>
    public static bool IsEncrypted(Message message)
    {
        if (message.Has(s_openPgp) || message.Has(s_oldPgp))
            return true;
        foreach (var ns in s_omemo)
        {
            // XEP-0384 §4.5: without payload only keys are exchanged.
            if (message.Child(ns + "encrypted") is { } encrypted)
                return encrypted.Element(ns + "payload") is not null;
        }
        return false;
    }

    private static bool IsInvitation(Message message) =>
        message.Has(s_directInvitation) || message.Child(s_mucUser)?.Element(s_invite) is not null;

    private static bool IsWorth(Message message, Jid account, PushRooms rooms) => rooms switch
    {
        PushRooms.All => true,
        PushRooms.Mentions => IsMention(message, account),
        _ => false,
    };

    // XEP-0372 §3.2.3, or the name of the account as a word: the nickname is the room's business.
    private static bool IsMention(Message message, Jid account) =>
        (message.Child(s_reference) is { } reference
            && (string?)reference.Attribute("type") == "mention"
            && (string?)reference.Attribute("uri") == $"xmpp:{account}")
        || HasWord(message.Child(XmppNames.Body)?.Value ?? "", account.Local ?? "");

    private static bool HasWord(string text, string word)
    {
        if (word.Length == 0)
            return false;
        for (var at = 0; (at = text.IndexOf(word, at, StringComparison.OrdinalIgnoreCase)) >= 0; at++)
        {
            var end = at + word.Length;
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end])))
                return true;
        }
        return false;
    }
}
