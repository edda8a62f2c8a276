using System.Xml;
using System.Xml.Linq;
using Xmpp.Stanzas.Core;

namespace Xmpp.Server.Data.Prosody;

/// <summary>Elements as Prosody keeps them: a table with name and attr, and texts and elements at its positions.</summary>
internal static class ProsodyStanza
{
    /// <summary>The element, or null if the table is none.</summary>
    public static XElement? Read(LuaTable table, XNamespace? around = null)
    {
        if (table.Text("name") is not { Length: > 0 } name)
            return null;
        var attributes = table.Table("attr");
        // XML 1.0 §2.2: Lua's strings may have characters that no document can.
        XNamespace ns = attributes?.Text("xmlns") ?? (around ?? XmppNames.Client).NamespaceName;
        try
        {
            var element = new XElement(ns + name);
            foreach (var (key, value) in attributes?.Entries ?? [])
            {
                if (key is LuaText word && value is LuaText text && NameOf(word.ToString()) is { } attribute)
                    element.SetAttributeValue(attribute, XmlConvert.VerifyXmlChars(text.ToString()));
            }
            foreach (var child in table.Sequence())
            {
                if (child is LuaText text)
                    element.Add(new XText(XmlConvert.VerifyXmlChars(text.ToString())));
                else if (child is LuaTable inner && Read(inner, ns) is { } read)
                    element.Add(read);
                else
                    return null;
            }
            return element;
        }
        catch (Exception e) when (e is XmlException or ArgumentException)
        {
            return null;
        }
    }

    // An attribute with a namespace has both in its key, with an octet 1 between them.
    private static XName? NameOf(string key)
    {
        if (key == "xmlns" || key is "stamp_legacy" || key.StartsWith("xmlns:", StringComparison.Ordinal))
            return null;
        if (key.StartsWith("xml:", StringComparison.Ordinal))
            return XNamespace.Xml + key[4..];
        var at = key.IndexOf('\u0001', StringComparison.Ordinal);
        return at < 0 ? XName.Get(key) : XName.Get(key[(at + 1)..], key[..at]);
    }
}
