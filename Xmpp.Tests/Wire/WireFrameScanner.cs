using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Xmpp.Tests.Wire;

/// <summary>
/// Cuts what a server sends into header, elements and end tag. It waits for no byte behind an element, and it is
/// strict: what is no UTF-8 or not well-formed is the server's fault and ends the script.
/// </summary>
public sealed class WireFrameScanner
{
    private readonly Decoder decoder = new UTF8Encoding(false, throwOnInvalidBytes: true).GetDecoder();
    private readonly StringBuilder pending = new();
    private (string Prefix, string Name)[] prefixes = [("stream", "http://etherx.jabber.org/streams")];
    private string defaultNamespace = "jabber:client";

    /// <summary>xml:lang of the stream (RFC 6120 §4.7.4).</summary>
    public string? Language { get; private set; }

    public bool IsEmpty => pending.ToString().AsSpan().Trim().IsEmpty;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        var chars = new char[decoder.GetCharCount(bytes, flush: false)];
        decoder.GetChars(bytes, chars, flush: false);
        pending.Append(chars);
    }

    /// <summary>The next complete frame, or null.</summary>
    /// <exception cref="WireFailureException">What came is not well-formed.</exception>
    public WireFrame? Next()
    {
        var text = pending.ToString();
        var start = 0;
        while (start < text.Length && char.IsWhiteSpace(text[start]))
            start++; // RFC 6120 §4.6.1: whitespace keepalives
        if (start == text.Length)
            return null;
        if (text[start] != '<')
            throw new WireFailureException($"text outside of any stanza: {text[start..]}");
        var length = XmlBalance.TagEnd(text.AsSpan(start));
        if (length < 0)
            return null;
        var tag = text.Substring(start, length);
        if (tag.StartsWith("<?xml ", StringComparison.Ordinal))
        {
            pending.Remove(0, start + length);
            return Next();
        }
        if (tag.StartsWith("<stream:stream", StringComparison.Ordinal) && !tag.EndsWith("/>", StringComparison.Ordinal))
            return Take(start + length, Header(tag));
        if (tag == "</stream:stream>")
            return Take(start + length, new WireFrame(WirePatternKind.StreamEnd, tag));
        var end = ElementEnd(text, start);
        return end < 0 ? null : Take(end, new WireFrame(WirePatternKind.Element, text[start..end], Parse(text[start..end])));
    }

    private WireFrame Take(int length, WireFrame frame)
    {
        pending.Remove(0, length);
        return frame;
    }

    private WireFrame Header(string tag)
    {
        var header = Parse(tag + "</stream:stream>");
        defaultNamespace = header.GetDefaultNamespace().NamespaceName;
        prefixes = [.. header.Attributes().Where(a => a.IsNamespaceDeclaration && a.Name.LocalName != "xmlns")
            .Select(a => (a.Name.LocalName, a.Value))];
        Language = (string?)header.Attribute(XNamespace.Xml + "lang");
        return new(WirePatternKind.Header, tag, header);
    }

    private XElement Parse(string text)
    {
        try
        {
            return XmlFragment.Read(text, defaultNamespace, prefixes);
        }
        catch (XmlException e)
        {
            throw new WireFailureException($"the server sent XML that is not well-formed ({e.Message}): {text}", e);
        }
    }

    private static int ElementEnd(string text, int start)
    {
        var depth = 0;
        for (var i = start; i < text.Length;)
        {
            if (text[i] != '<')
            {
                i++;
                continue;
            }
            var length = XmlBalance.TagEnd(text.AsSpan(i));
            if (length < 0)
                return -1;
            depth += XmlBalance.Depth(text.AsSpan(i, length)) ?? 0;
            i += length;
            if (depth == 0)
                return i;
        }
        return -1;
    }
}
