using System.Buffers;
using System.Text;
using System.Xml.Linq;
using Xmpp.Stanzas.Core;

namespace Xmpp.Stanzas.Xml;

/// <summary>Cuts bytes into tags, references and character data, and feeds the tree.</summary>
/// <param name="content">The namespace of stanzas on this stream.</param>
/// <param name="isDocument">True when the outermost element is no stream header.</param>
internal sealed class TokenReader(XNamespace content, bool isDocument)
{
    private static readonly SearchValues<byte> TextStops = SearchValues.Create(
        [.. Encoding.ASCII.GetBytes(XmlCharacters.Controls), (byte)'<', (byte)'&', (byte)'\r', (byte)']']);

    private static readonly SearchValues<byte> CDataStops = SearchValues.Create(
        [.. Encoding.ASCII.GetBytes(XmlCharacters.Controls), (byte)'\r', (byte)']']);

    private readonly TreeBuilder _tree = new(content);
    private PendingToken _pending;
    private TextBuffer _text;
    private bool _mayDeclare;
    private bool _inCData;
    private Found _found;

    // What stood right before the next byte: a literal CR, and how many ']'.
    private bool _afterReturn;
    private int _brackets;

    internal enum Found
    {
        /// <summary>All bytes are used and nothing is complete.</summary>
        Nothing,
        Declaration,
        Header,
        Element,
        End,
        Failure,
    }

    public StreamHeader? Header { get; private set; }
    public StreamError? Error { get; private set; }

    /// <summary>True when the header was an empty-element tag: opened and closed in one.</summary>
    public bool IsRootEmpty { get; private set; }

    /// <summary>A '&lt;' outside of top-level elements comes next.</summary>
    public void Begin(bool mayDeclare) => _mayDeclare = mayDeclare;

    /// <summary>Reads up to the end of a declaration, a header or a top-level element.</summary>
    public Found Read(ReadOnlySpan<byte> bytes, StanzaReaderLimits limits, out int used)
    {
        used = 0;
        _found = Found.Nothing;
        while (used < bytes.Length && _found == Found.Nothing)
        {
            if (!_pending.IsEmpty)
                Resume(bytes, limits, ref used);
            else if (bytes[used] is (byte)'<' or (byte)'&' && !_inCData)
                ReadToken(bytes, limits, ref used);
            else
                ReadText(bytes, ref used);
        }
        return _found;
    }

    /// <summary>The element just found.</summary>
    public XElement? Take()
    {
        _text.Release();
        return _tree.Take();
    }

    /// <summary>Gives all buffers back.</summary>
    public void Release()
    {
        _text.Release();
        _pending.Clear();
        _tree.Release();
    }

    private void ReadToken(ReadOnlySpan<byte> bytes, StanzaReaderLimits limits, ref int used)
    {
        _afterReturn = false;
        _brackets = 0;
        var rest = bytes[used..];
        switch (ParseToken(rest, limits, out var length))
        {
            case Parsed.Done:
                used += length;
                break;
            case Parsed.Incomplete:
                _pending.Start(rest);
                used = bytes.Length;
                break;
            default:
                _found = Found.Failure;
                break;
        }
    }

    private void Resume(ReadOnlySpan<byte> bytes, StanzaReaderLimits limits, ref int used)
    {
        used += _pending.Take(bytes[used..], out var isDue);
        if (!isDue)
            return;
        var parsed = ParseToken(_pending.Bytes, limits, out var length);
        if (parsed == Parsed.Incomplete)
            return;
        // A token that ends before the end that was looked for would leave bytes behind.
        if (parsed == Parsed.Failed || length != _pending.Bytes.Length)
            Fail(StreamError.NotWellFormed);
        _pending.Clear();
    }

    private Parsed ParseToken(ReadOnlySpan<byte> bytes, StanzaReaderLimits limits, out int length)
    {
        length = 0;
        if (bytes[0] == '&')
            return ParseReference(bytes, out length);
        if (bytes[0] != '<')
            return ParseCharacter(bytes, out length);
        if (bytes.Length == 1)
            return Parsed.Incomplete;
        return bytes[1] switch
        {
            (byte)'/' => ParseEndTag(bytes, out length),
            (byte)'!' => ParseCDataStart(bytes, out length),
            (byte)'?' => ParseDeclaration(bytes, limits, out length),
            _ => ParseStartTag(bytes, limits, out length),
        };
    }

    private Parsed ParseStartTag(ReadOnlySpan<byte> bytes, StanzaReaderLimits limits, out int length)
    {
        FlushText();
        var tag = new StartTag(bytes, limits);
        var parsed = tag.Parse();
        length = tag.Length;
        if (parsed != Parsed.Done)
            return parsed == Parsed.Failed ? Fail(tag.Error ?? StreamError.NotWellFormed) : parsed;
        if (!isDocument && !_tree.HasRoot)
            return OpenStream(tag, limits);
        if (_tree.Open(tag, limits) is { } error)
            return Fail(error);
        if (_tree.Depth == 0)
            _found = Found.Element;
        return Parsed.Done;
    }

    private Parsed OpenStream(in StartTag tag, StanzaReaderLimits limits)
    {
        if (_tree.OpenStream(tag, limits, out var header) is { } error)
            return Fail(error);
        Header = header;
        IsRootEmpty = tag.IsEmptyElement;
        _found = Found.Header;
        return Parsed.Done;
    }

    private Parsed ParseEndTag(ReadOnlySpan<byte> bytes, out int length)
    {
        length = 0;
        FlushText();
        var isRoot = _tree.Depth == 0;
        if (isRoot && !_tree.HasRoot)
            return Fail(StreamError.NotWellFormed);
        var parsed = _tree.Close(bytes, out length);
        if (parsed == Parsed.Failed)
            return Fail(StreamError.NotWellFormed);
        if (parsed == Parsed.Done && _tree.Depth == 0)
            _found = isRoot ? Found.End : Found.Element;
        return parsed;
    }

    // RFC 6120 §11.1 forbids comments and document types, not CDATA sections.
    private Parsed ParseCDataStart(ReadOnlySpan<byte> bytes, out int length)
    {
        var start = "<![CDATA["u8;
        length = Math.Min(bytes.Length, start.Length);
        if (!start.StartsWith(bytes[..length]))
            return Fail(bytes[2] == '[' ? StreamError.NotWellFormed : StreamError.RestrictedXml);
        if (length < start.Length)
            return Parsed.Incomplete;
        // As for text between top-level elements: XML 1.0 §2.1, RFC 6120 §4.9.3.1.
        if (_tree.Depth == 0)
            return Fail(_tree.HasRoot ? StreamError.BadFormat : StreamError.NotWellFormed);
        _inCData = true;
        return Parsed.Done;
    }

    private Parsed ParseDeclaration(ReadOnlySpan<byte> bytes, StanzaReaderLimits limits, out int length)
    {
        var start = "<?xml"u8;
        length = Math.Min(bytes.Length, start.Length);
        if (start.StartsWith(bytes[..length]) && bytes.Length <= start.Length)
            return Parsed.Incomplete;
        // RFC 6120 §11.1: no processing instructions.
        if (length < start.Length || !bytes.StartsWith(start) || !XmlCharacters.IsSpace(bytes[length]))
            return Fail(StreamError.RestrictedXml);
        // XML 1.0 §2.8: the declaration is the very first thing; that name means nothing else.
        if (!_mayDeclare)
            return Fail(StreamError.NotWellFormed);
        var tag = new StartTag(bytes, limits);
        var parsed = tag.ParseDeclaration();
        length = tag.Length;
        if (parsed == Parsed.Incomplete)
            return parsed;
        if ((parsed == Parsed.Failed ? tag.Error : XmlDeclaration.Check(tag)) is { } error)
            return Fail(error);
        _mayDeclare = false;
        _found = Found.Declaration;
        return Parsed.Done;
    }

    private Parsed ParseReference(ReadOnlySpan<byte> bytes, out int length)
    {
        var parsed = Reference.Read(bytes, out length, out var character, out var error);
        if (parsed == Parsed.Done)
            _text.Append(character);
        return parsed == Parsed.Failed ? Fail(error ?? StreamError.NotWellFormed) : parsed;
    }

    // A character that was cut in two.
    private Parsed ParseCharacter(ReadOnlySpan<byte> bytes, out int length)
    {
        if (!_text.TryAppend(bytes, isFinal: false, out length, out var isIllegal))
            return Fail(isIllegal ? StreamError.NotWellFormed : StreamError.UnsupportedEncoding);
        return length == 0 ? Parsed.Incomplete : Parsed.Done;
    }

    private void ReadText(ReadOnlySpan<byte> bytes, ref int used)
    {
        var next = bytes[used];
        // XML 1.0 §2.11: CR LF and CR alone are LF.
        if (_afterReturn && next == '\n')
            used++;
        else if (next == ']')
            ReadBracket(ref used);
        else if (_brackets > 0)
            ReadBehindBrackets(next, ref used);
        else if (next == '\r')
            ReadReturn(ref used);
        else if (XmlCharacters.IsControl(next))
            Fail(StreamError.NotWellFormed);
        else
            ReadRun(bytes, ref used);
        _afterReturn = next == '\r';
    }

    private void ReadReturn(ref int used)
    {
        _text.Append('\n');
        used++;
    }

    // In a CDATA section two brackets wait until it is known that they are not its end.
    private void ReadBracket(ref int used)
    {
        used++;
        if (!_inCData || _brackets == 2)
            _text.Append(']');
        _brackets = Math.Min(_brackets + 1, 2);
    }

    private void ReadBehindBrackets(byte next, ref int used)
    {
        var isEnd = next == '>' && _brackets == 2;
        if (_inCData && isEnd)
        {
            used++;
            _inCData = false;
        }
        else if (_inCData)
        {
            for (var i = 0; i < _brackets; i++)
                _text.Append(']');
        }
        else if (isEnd)
        {
            // XML 1.0 §2.4: not in text.
            Fail(StreamError.NotWellFormed);
        }
        _brackets = 0;
    }

    private void ReadRun(ReadOnlySpan<byte> bytes, ref int used)
    {
        var rest = bytes[used..];
        var stop = rest.IndexOfAny(_inCData ? CDataStops : TextStops);
        var run = stop < 0 ? rest : rest[..stop];
        used += run.Length;
        if (!_text.TryAppend(run, isFinal: stop >= 0, out var read, out var isIllegal))
            Fail(isIllegal ? StreamError.NotWellFormed : StreamError.UnsupportedEncoding);
        else if (read < run.Length)
            _pending.Start(run[read..]);
    }

    private void FlushText()
    {
        if (!_text.IsEmpty)
            _tree.AddText(_text.Take());
    }

    private Parsed Fail(StreamError error)
    {
        Error ??= error;
        _found = Found.Failure;
        return Parsed.Failed;
    }
}
