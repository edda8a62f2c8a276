using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Xmpp.Tests.Wire;

/// <summary>Reads what stands behind an arrow to the left.</summary>
public static class WirePatternParser
{
    private const string Client = "jabber:client";
    private const string Streams = "http://etherx.jabber.org/streams";

    /// <exception cref="FormatException">The text is no pattern.</exception>
    public static WirePattern Parse(string text)
    {
        text = text.Trim();
        if (text == "closed")
            return new(WirePatternKind.Closed, text, null);
        if (text == "</stream:stream>")
            return new(WirePatternKind.StreamEnd, text, null);
        var body = SkipDeclaration(text);
        if (body.StartsWith("<stream:stream", StringComparison.Ordinal) && !body.EndsWith("/>", StringComparison.Ordinal)
            && !body.EndsWith("</stream:stream>", StringComparison.Ordinal))
            return new(WirePatternKind.Header, text, ReadElement(body + "</stream:stream>"));
        return new(WirePatternKind.Element, text, ReadElement(body));
    }

    private static string SkipDeclaration(string text)
    {
        if (!text.StartsWith("<?xml", StringComparison.Ordinal))
            return text;
        var end = text.IndexOf("?>", StringComparison.Ordinal);
        return end < 0 ? text : text[(end + 2)..].TrimStart();
    }

    private static XElement ReadElement(string text)
    {
        try
        {
            using var reader = XmlFragment.Open(MarkMoreAttributes(text), Client, ("stream", Streams), ("db", "jabber:server:dialback"));
            reader.MoveToContent();
            if (reader.NodeType != XmlNodeType.Element)
                throw new FormatException("an element is expected");
            var element = (XElement)XNode.ReadFrom(reader);
            if (reader.MoveToContent() != XmlNodeType.None)
                throw new FormatException("one element is expected, more follows");
            return element;
        }
        catch (XmlException e)
        {
            throw new FormatException($"not well-formed: {e.Message}", e);
        }
    }

    // A … between attributes is no XML, so it becomes an attribute that no server sends.
    private static string MarkMoreAttributes(string text)
    {
        var result = new StringBuilder(text.Length + 16);
        var inTag = false;
        var quote = '\0';
        foreach (var c in text)
        {
            if (quote != '\0')
                quote = c == quote ? '\0' : quote;
            else if (inTag && c is ('\'' or '"'))
                quote = c;
            else if (c == '<')
                inTag = true;
            else if (c == '>')
                inTag = false;
            else if (inTag && c == WirePattern.Ellipsis)
            {
                result.Append(' ').Append(WirePattern.MoreAttributes.LocalName).Append("='' ");
                continue;
            }
            result.Append(c);
        }
        return result.ToString();
    }
}
