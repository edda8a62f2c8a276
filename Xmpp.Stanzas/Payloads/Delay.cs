using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Stanzas.Payloads;

/// <summary>XEP-0203: when a stanza was first sent, said by whoever held it back.</summary>
public static class Delay
{
    public static readonly XNamespace Ns = "urn:xmpp:delay";
    public static readonly XName Name = Ns + "delay";

    /// <summary>The element of §4.</summary>
    /// <param name="stamp">When the stanza reached the one who delays it.</param>
    /// <param name="by">Who delays it.</param>
    public static XElement ToElement(DateTimeOffset stamp, Jid by) => new(
        Name, new XAttribute("from", by.ToString()), new XAttribute("stamp", XmppDateTime.Format(stamp)));

    /// <summary>True if the stanza already says that <paramref name="by"/> delayed it.</summary>
    public static bool Has(Stanza stanza, Jid by)
    {
        var address = by.ToString();
        return stanza.Element.Elements(Name).Concat(stanza.Appended.Where(e => e.Name == Name))
            .Any(e => (string?)e.Attribute("from") == address);
    }
}
