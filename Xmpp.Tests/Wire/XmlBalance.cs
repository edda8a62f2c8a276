namespace Xmpp.Tests.Wire;

/// <summary>Counts how many elements are open at the end of a text.</summary>
public static class XmlBalance
{
    /// <summary>Open elements, or null when the text ends inside a tag.</summary>
    public static int? Depth(ReadOnlySpan<char> text)
    {
        var depth = 0;
        for (var i = 0; i < text.Length;)
        {
            if (text[i] != '<')
            {
                i++;
                continue;
            }
            var end = TagEnd(text[i..]);
            if (end < 0)
                return null;
            var tag = text.Slice(i, end);
            if (tag.StartsWith("</"))
                depth--;
            else if (!tag.StartsWith("<?") && !tag.StartsWith("<!") && !tag.EndsWith("/>"))
                depth++;
            i += end;
        }
        return depth;
    }

    /// <summary>The length of the tag that the text starts with, or -1 when it is not there yet.</summary>
    public static int TagEnd(ReadOnlySpan<char> text)
    {
        if (text.StartsWith("<!--"))
            return After(text, "-->");
        if (text.StartsWith("<![CDATA["))
            return After(text, "]]>");
        if (text.StartsWith("<?"))
            return After(text, "?>");
        var quote = '\0';
        for (var i = 1; i < text.Length; i++)
        {
            var c = text[i];
            if (quote != '\0')
                quote = c == quote ? '\0' : quote;
            else if (c is '\'' or '"')
                quote = c;
            else if (c == '>')
                return i + 1;
        }
        return -1;
    }

    private static int After(ReadOnlySpan<char> text, string end)
    {
        var at = text.IndexOf(end);
        return at < 0 ? -1 : at + end.Length;
    }
}
