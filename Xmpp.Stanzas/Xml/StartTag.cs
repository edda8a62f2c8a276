using System.Buffers;
using Xmpp.Stanzas.Core;

namespace Xmpp.Stanzas.Xml;

/// <summary>
/// Splits a start tag or an XML declaration into names and raw values (XML 1.0 §3.1, §2.8). Has no effect on anything
/// else, so that it can be tried on an incomplete tag.
/// </summary>
internal ref struct StartTag(ReadOnlySpan<byte> bytes, StanzaReaderLimits limits)
{
    private static readonly SearchValues<byte> SingleQuoted = BuildStops((byte)'\'');
    private static readonly SearchValues<byte> DoubleQuoted = BuildStops((byte)'"');

    // One tag is parsed at a time on a thread, and nothing of it outlives the call.
    [ThreadStatic]
    private static RawAttribute[]? t_attributes;

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private readonly StanzaReaderLimits _limits = limits;
    private RawAttribute[] _attributes = t_attributes ??= new RawAttribute[16];
    private int _count;
    private int _at;

    /// <summary>Octets of the tag, when it is complete.</summary>
    public readonly int Length => _at;

    public int NameLength { get; private set; }
    public int Colon { get; private set; }
    public bool IsEmptyElement { get; private set; }
    public StreamError? Error { get; private set; }

    public readonly ReadOnlySpan<byte> Bytes => _bytes;

    public readonly ReadOnlySpan<byte> Name => _bytes.Slice(1, NameLength);
    public readonly ReadOnlySpan<RawAttribute> Attributes => _attributes.AsSpan(0, _count);

    /// <summary>Reads <c>&lt;name a='b' …&gt;</c>.</summary>
    public Parsed Parse()
    {
        _at = 1;
        var parsed = ParseName(out var length, out var colon);
        NameLength = length;
        Colon = colon;
        return parsed == Parsed.Done ? ParseAttributes('/') : parsed;
    }

    /// <summary>Reads <c>&lt;?xml version='1.0' …?&gt;</c> from behind its name.</summary>
    public Parsed ParseDeclaration()
    {
        _at = 5;
        return ParseAttributes('?');
    }

    private Parsed ParseAttributes(char closing)
    {
        while (true)
        {
            var isSpaced = SkipSpace();
            if (_at == _bytes.Length)
                return Parsed.Incomplete;
            if (_bytes[_at] == closing)
                return ParseClosing();
            if (_bytes[_at] == '>' && closing == '/')
            {
                _at++;
                return Parsed.Done;
            }
            // XML 1.0 §3.1 [40]: white space before each attribute.
            if (!isSpaced)
                return Fail(StreamError.NotWellFormed);
            var parsed = ParseAttribute();
            if (parsed != Parsed.Done)
                return parsed;
        }
    }

    private Parsed ParseClosing()
    {
        if (_at + 1 == _bytes.Length)
            return Parsed.Incomplete;
        if (_bytes[_at + 1] != '>')
            return Fail(StreamError.NotWellFormed);
        _at += 2;
        IsEmptyElement = true;
        return Parsed.Done;
    }

    private Parsed ParseAttribute()
    {
        var nameStart = _at;
        var parsed = ParseName(out var nameLength, out var colon);
        if (parsed != Parsed.Done)
            return parsed;
        if (_count == _limits.MaxAttributes)
            return Fail(ReaderErrors.TooManyAttributes);
        SkipSpace();
        if (_at == _bytes.Length)
            return Parsed.Incomplete;
        if (_bytes[_at++] != '=')
            return Fail(StreamError.NotWellFormed);
        SkipSpace();
        if (_at == _bytes.Length)
            return Parsed.Incomplete;
        var quote = _bytes[_at++];
        if (quote is not ((byte)'\'' or (byte)'"'))
            return Fail(StreamError.NotWellFormed);
        var valueStart = _at;
        parsed = FindValueEnd(quote, out var isPlain);
        if (parsed != Parsed.Done)
            return parsed;
        Add(new RawAttribute(nameStart, nameLength, colon, valueStart, _at - 1 - valueStart, isPlain));
        return Parsed.Done;
    }

    private Parsed FindValueEnd(byte quote, out bool isPlain)
    {
        var rest = _bytes[_at..];
        var end = rest.IndexOfAny(quote == '\'' ? SingleQuoted : DoubleQuoted);
        isPlain = end >= 0 && rest[end] == quote;
        if (end >= 0 && !isPlain)
        {
            var further = rest[end..].IndexOfAny(quote, (byte)'<');
            end = further < 0 ? -1 : end + further;
        }
        if (end < 0)
            return Parsed.Incomplete;
        // XML 1.0 §3.1: no '<' in attribute values.
        if (rest[end] == '<')
            return Fail(StreamError.NotWellFormed);
        _at += end + 1;
        return Parsed.Done;
    }

    private Parsed ParseName(out int length, out int colon)
    {
        var parsed = QualifiedName.Scan(_bytes[_at..], _limits.MaxNameBytes, out length, out colon, out var error);
        _at += length;
        return parsed == Parsed.Failed ? Fail(error ?? StreamError.NotWellFormed) : parsed;
    }

    private bool SkipSpace()
    {
        var from = _at;
        while (_at < _bytes.Length && XmlCharacters.IsSpace(_bytes[_at]))
            _at++;
        return _at > from;
    }

    private void Add(RawAttribute attribute)
    {
        if (_count == _attributes.Length)
        {
            Array.Resize(ref _attributes, 2 * _count);
            t_attributes = _attributes;
        }
        _attributes[_count++] = attribute;
    }

    private Parsed Fail(StreamError error)
    {
        Error = error;
        return Parsed.Failed;
    }

    // The quote, and whatever does not stand for itself: markup, white space (XML 1.0 §3.3.3), controls, non-ASCII.
    private static SearchValues<byte> BuildStops(byte quote)
    {
        var stops = new List<byte> { quote, (byte)'<', (byte)'&' };
        for (var b = 0; b < 0x20; b++)
            stops.Add((byte)b);
        for (var b = 0x80; b <= 0xFF; b++)
            stops.Add((byte)b);
        return SearchValues.Create(stops.ToArray());
    }
}
