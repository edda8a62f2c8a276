using System.Xml;
using System.Xml.Linq;
using Xmpp.Stanzas.Core;

namespace Xmpp.Server.Data.Prosody;

/// <summary>Elements as Prosody keeps them: a table with name and attr, and texts and elements at its positions.</summary>
internal static class ProsodyStanza
{
    // Less than what the store reads again.
    private const int MaxName = 4096, MaxAttributes = 256;

    /// <summary>The element, or null if the table is none, or one that no document can have.</summary>
    public static XElement? Read(LuaTable table, XNamespace? around = null)
    {
        if (table.Text("name") is not { Length: > 0 and <= MaxName } name)
            return null;
        var attributes = table.Table("attr");
        if (attributes is not null && (attributes.Count > MaxAttributes || attributes.Entries.Any(IsTooLong)))
            return null;
        try
        {
            // XML 1.0 §2.2: Lua's strings may have characters that no document can.
            XNamespace ns = XmlConvert.VerifyXmlChars(attributes?.Text("xmlns") ?? (around ?? XmppNames.Client).NamespaceName);
            if (ns == XNamespace.Xmlns)
                return null; // XML Names §3: nothing can be in it
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

    private static bool IsTooLong(KeyValuePair<object, object> attribute) => attribute.Key is LuaText key
        && (key.Bytes.Length > MaxName || (attribute.Value is LuaText value && key.ToString() == "xmlns" && value.Bytes.Length > MaxName));

    // An attribute with a namespace has both in its key, with an octet 1 between them.
    private static XName? NameOf(string key)
    {
        if (key == "xmlns" || key is "stamp_legacy" || key.StartsWith("xmlns:", StringComparison.Ordinal))
            return null;
        if (key.StartsWith("xml:", StringComparison.Ordinal))
            return XNamespace.Xml + key[4..];
        var at = key.IndexOf('\u0001', StringComparison.Ordinal);
        if (at < 0)
            return XName.Get(key);
        var ns = XNamespace.Get(XmlConvert.VerifyXmlChars(key[..at]));
        return ns == XNamespace.Xmlns ? null : ns + key[(at + 1)..];
    }
}
