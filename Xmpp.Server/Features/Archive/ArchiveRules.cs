using System.Collections.Frozen;
using System.Xml.Linq;
using Xmpp.Stanzas.Core;

namespace Xmpp.Server.Features.Archive;

/// <summary>Which messages belong in an archive (XEP-0313 §6.1.1, XEP-0334 §4; cases MAM-12).</summary>
internal static class ArchiveRules
{
    /// <summary>Without a body, what clients rebuild a conversation from.</summary>
    private static readonly FrozenSet<XName> s_meaningful = new XName[]
    {
        XName.Get("received", "urn:xmpp:receipts"),
        XName.Get("received", "urn:xmpp:chat-markers:0"),
        XName.Get("displayed", "urn:xmpp:chat-markers:0"),
        XName.Get("acknowledged", "urn:xmpp:chat-markers:0"),
        XName.Get("reactions", "urn:xmpp:reactions:0"),
        XName.Get("replace", "urn:xmpp:message-correct:0"),
        XName.Get("x", "jabber:x:conference"),
        ArchiveNames.Retract,
    }.ToFrozenSet();

    private static readonly FrozenSet<XName> s_encrypted = new XName[]
    {
        XName.Get("encrypted", "eu.siacs.conversations.axolotl"),
        XName.Get("encrypted", "urn:xmpp:omemo:2"),
        XName.Get("openpgp", "urn:xmpp:openpgp:0"),
    }.ToFrozenSet();

    /// <summary>A child that has the message itself, for the other end only.</summary>
    public static bool IsEncrypted(XName child) => s_encrypted.Contains(child);

    /// <param name="message">The message.</param>
    /// <param name="answered">For an error of this server: what it answers.</param>
    public static bool IsArchived(Message message, Stanza? answered)
    {
        switch (message.Type)
        {
            case MessageType.Headline or MessageType.GroupChat:
                return false;
            case MessageType.Error:
                // An error belongs to the message that it answers. XEP-0334 §5: hints in an error are those of that one.
                return answered is not Message original || IsArchived(original, null);
        }
        return IsWorthKeeping(message);
    }

    /// <summary>By what is in it, whatever its type; the rooms of this server ask the same.</summary>
    public static bool IsWorthKeeping(Message message)
    {
        var isMeaningful = false;
        var isWanted = false;
        foreach (var child in message.Element.Elements())
        {
            var name = child.Name;
            // §4.1, §4.2: the sender does not want it kept, whatever else it is.
            if (name == ArchiveNames.NoStore || name == ArchiveNames.NoPermanentStore)
                return false;
            isWanted |= name == ArchiveNames.Store; // §4.4
            isMeaningful |= name == XmppNames.Body || s_meaningful.Contains(name) || IsEncrypted(name);
        }
        return isMeaningful || isWanted;
    }
}
