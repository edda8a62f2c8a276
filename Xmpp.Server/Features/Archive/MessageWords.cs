using System.Xml.Linq;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;

namespace Xmpp.Server.Features.Archive;

/// <summary>The words by which an archived message can be found: those of its bodies and its subject.</summary>
internal static class MessageWords
{
    /// <summary>Of a message with more different words the first are found.</summary>
    public const int MaxWords = 500;

    private static readonly XName s_encryption = XName.Get("encryption", "urn:xmpp:eme:0");

    /// <summary>Each once.</summary>
    public static IReadOnlyCollection<string> Of(byte[] stanza)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        if (!StoredStanza.TryRead(stanza, out var read) || read is not Message message || IsEncrypted(message))
            return words;
        foreach (var child in message.Element.Elements())
        {
            if (child.Name != XmppNames.Body && child.Name != XmppNames.Subject)
                continue;
            foreach (var word in SearchWords.Of(child.Value))
            {
                if (words.Count >= MaxWords)
                    return words;
                words.Add(word);
            }
        }
        return words;
    }

    // The body of one that is encrypted end to end says that it is, and would be found by that (XEP-0380 §3).
    private static bool IsEncrypted(Message message) => message.Element.Elements().Any(child =>
        child.Name == s_encryption || ArchiveRules.IsEncrypted(child.Name));
}
