using System.Xml.Linq;
using Xmpp.Stanzas.Core;

namespace Xmpp.Stanzas.Payloads;

/// <summary>XEP-0297: a stanza inside of another.</summary>
public static class Forwarded
{
    public static readonly XNamespace Ns = "urn:xmpp:forward:0";
    public static readonly XName Name = Ns + "forwarded";

    /// <summary>The element of §3.1 around a copy of the whole stanza, in its own namespace (§3.2 rule 3).</summary>
    /// <param name="delay">When it was sent (§3.2 rule 2), or null.</param>
    public static XElement ToElement(Stanza stanza, XElement? delay = null) => new(Name, delay, ElementOf(stanza));

    // A stanza's own tree is shared and read-only: what goes into another tree is copied.
    private static XElement ElementOf(Stanza stanza)
    {
        var copy = new XElement(stanza.Element.Name);
        AddAttribute(copy, XmppNames.From, stanza.From?.ToString());
        AddAttribute(copy, XmppNames.To, stanza.To?.ToString());
        AddAttribute(copy, XmppNames.Id, stanza.Id);
        AddAttribute(copy, XmppNames.Type, stanza.TypeName);
        AddAttribute(copy, XmppNames.Lang, stanza.Lang);
        for (var attribute = stanza.Element.FirstAttribute; attribute is not null; attribute = attribute.NextAttribute)
        {
            if (!attribute.IsNamespaceDeclaration && !IsOfStanza(attribute.Name))
                copy.Add(new XAttribute(attribute));
        }
        copy.Add(stanza.Element.Nodes());
        foreach (var child in stanza.Appended)
            copy.Add(new XElement(child));
        return copy;
    }

    private static void AddAttribute(XElement element, XName name, string? value)
    {
        if (value is not null)
            element.Add(new XAttribute(name, value));
    }

    private static bool IsOfStanza(XName name) =>
        name == XmppNames.From || name == XmppNames.To || name == XmppNames.Id || name == XmppNames.Type
        || name == XmppNames.Lang;
}
