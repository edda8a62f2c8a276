using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Stanzas.Payloads;

/// <summary>XEP-0359: ids that the one who keeps a message gives it.</summary>
public static class StanzaIds
{
    public static readonly XNamespace Ns = "urn:xmpp:sid:0";
    public static readonly XName Name = Ns + "stanza-id";

    private static readonly XName s_by = "by";

    /// <summary>The element of §2.1.</summary>
    /// <param name="id">The id.</param>
    /// <param name="by">Who gives it: an account or a room.</param>
    public static XElement ToElement(string id, Jid by) =>
        new(Name, new XAttribute(s_by, by.ToString()), new XAttribute(XmppNames.Id, id));

    /// <summary>
    /// §3 rule 2: the stanza without ids that claim to be given by <paramref name="by"/>, however that is spelt; all
    /// others stay. The stanza itself where there are none.
    /// </summary>
    public static Stanza Strip(Stanza stanza, Jid by) =>
        Has(stanza, by) ? stanza.Without(child => IsBy(child, by)) : stanza;

    private static bool Has(Stanza stanza, Jid by)
    {
        if (stanza.Element.HasElements)
        {
            for (var node = stanza.Element.FirstNode; node is not null; node = node.NextNode)
            {
                if (node is XElement child && IsBy(child, by))
                    return true;
            }
        }
        foreach (var child in stanza.Appended)
        {
            if (IsBy(child, by))
                return true;
        }
        return false;
    }

    private static bool IsBy(XElement child, Jid by) =>
        child.Name == Name && Jid.TryParse((string?)child.Attribute(s_by), out var jid) && jid == by;
}
