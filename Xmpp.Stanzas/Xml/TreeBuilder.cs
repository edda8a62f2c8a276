using System.Xml.Linq;
using Xmpp.Stanzas.Core;

namespace Xmpp.Stanzas.Xml;

/// <summary>Puts the elements of one top-level element together and matches end tags with start tags.</summary>
/// <param name="content">The namespace of stanzas on this stream (RFC 6120 §4.8.3).</param>
internal sealed class TreeBuilder(XNamespace content)
{
    private readonly ElementBuilder _elements = new(content);
    private OpenNames _names;
    private byte[]? _root;
    private XElement? _top;
    private XElement? _current;

    /// <summary>Open elements below the stream header.</summary>
    public int Depth { get; private set; }

    /// <summary>True once the stream header was read.</summary>
    public bool HasRoot => _root is not null;

    /// <summary>Reads the root element's start tag.</summary>
    public StreamError? OpenStream(in StartTag tag, StanzaReaderLimits limits, out StreamHeader? header)
    {
        header = null;
        if (_elements.Build(tag, 0, null, limits, out var error) is not { } element)
            return error;
        _root = tag.Name.ToArray();
        header = StreamHeaderReader.Read(element, tag, _elements.DefaultNamespace);
        return null;
    }

    /// <summary>Adds the element that a start tag opens.</summary>
    public StreamError? Open(in StartTag tag, StanzaReaderLimits limits)
    {
        var depth = Depth + 1;
        if (depth > limits.MaxDepth)
            return ReaderErrors.TooDeep;
        if (_elements.Build(tag, depth, _top, limits, out var error) is not { } element)
            return error;
        if (_current is null)
            _top = element;
        else
            _current.Add(element);
        Depth = depth;
        _current = element;
        if (tag.IsEmptyElement)
            Leave();
        else
            _names.Push(tag.Name);
        return null;
    }

    /// <summary>Closes the innermost element, or the stream when none is open.</summary>
    /// <param name="bytes">Begins with <c>&lt;/</c>.</param>
    /// <param name="used">Octets of the tag, when the answer is Done.</param>
    public Parsed Close(ReadOnlySpan<byte> bytes, out int used)
    {
        used = 0;
        var name = Depth > 0 ? _names.Innermost : _root;
        var rest = bytes[2..];
        if (rest.Length <= name.Length)
            return name.StartsWith(rest) ? Parsed.Incomplete : Parsed.Failed;
        if (!rest.StartsWith(name))
            return Parsed.Failed;
        var at = name.Length;
        while (XmlCharacters.IsSpace(rest[at]))
        {
            if (++at == rest.Length)
                return Parsed.Incomplete;
        }
        if (rest[at] != '>')
            return Parsed.Failed;
        used = at + 3;
        if (Depth > 0)
        {
            _names.Pop();
            Leave();
        }
        return Parsed.Done;
    }

    public void AddText(string text) => _current?.Add(text);

    /// <summary>The finished top-level element; the builder is ready for the next one.</summary>
    public XElement? Take()
    {
        var element = _top;
        Release();
        return element;
    }

    /// <summary>Lets go of everything but the header's declarations.</summary>
    public void Release()
    {
        _top = null;
        _current = null;
        _names.Release();
    }

    private void Leave()
    {
        _elements.Leave(Depth);
        Depth--;
        _current = _current?.Parent;
    }
}
