using System.Text;
using System.Xml.Linq;

namespace Xmpp.Tests.Stanzas.Xml;

/// <summary>A tree as text: expanded names, attributes in order, text joined; prefixes and declarations do not count.</summary>
internal static class Canonical
{
    public static string Of(XElement element)
    {
        var text = new StringBuilder();
        Append(text, element);
        return text.ToString();
    }

    private static void Append(StringBuilder text, XElement element)
    {
        text.Append('<').Append(element.Name);
        foreach (var attribute in element.Attributes().Where(a => !a.IsNamespaceDeclaration))
            text.Append(' ').Append(attribute.Name).Append("=\0").Append(attribute.Value).Append('\0');
        text.Append('>');
        foreach (var node in element.Nodes())
        {
            if (node is XElement child)
                Append(text, child);
            else if (node is XText content)
                text.Append(content.Value.Replace("<", "\0<", StringComparison.Ordinal));
            else
                text.Append("\0?").Append(node);
        }
        text.Append("</>");
    }
}
