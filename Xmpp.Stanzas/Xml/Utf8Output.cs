using System.Buffers;
using System.Text;

namespace Xmpp.Stanzas.Xml;

/// <summary>Appends UTF-8 to a buffer; escapes, and never lets a character through that XML forbids.</summary>
internal ref struct Utf8Output(IBufferWriter<byte> output)
{
    // Escaped in both places, and then those that an attribute value would lose: XML 1.0 §2.11, §3.3.3.
    private static readonly SearchValues<char> TextStops = SearchValues.Create(XmlCharacters.Controls + "<>&\r");
    private static readonly SearchValues<char> ValueStops = SearchValues.Create(XmlCharacters.Controls + "<>&'\t\n\r");

    private const int Chunk = 1024;

    private Span<byte> _span = output.GetSpan(256);
    private int _count;

    /// <summary>Hands over what was written.</summary>
    public void Flush()
    {
        output.Advance(_count);
        _span = default;
        _count = 0;
    }

    public void Raw(ReadOnlySpan<byte> utf8)
    {
        Reserve(utf8.Length);
        utf8.CopyTo(_span[_count..]);
        _count += utf8.Length;
    }

    public void Raw(byte ascii)
    {
        Reserve(1);
        _span[_count++] = ascii;
    }

    /// <summary>A name, which an <see cref="System.Xml.Linq.XName"/> has checked.</summary>
    public void Name(string name) => EncodeLegal(name);

    public void Text(ReadOnlySpan<char> text) => Escape(text, TextStops);

    /// <summary>The value of an attribute, to be put between apostrophes.</summary>
    public void Value(ReadOnlySpan<char> value) => Escape(value, ValueStops);

    private void Escape(ReadOnlySpan<char> text, SearchValues<char> stops)
    {
        while (true)
        {
            var stop = text.IndexOfAny(stops);
            EncodeLegal(stop < 0 ? text : text[..stop]);
            if (stop < 0)
                return;
            Raw(Escaped(text[stop]));
            text = text[(stop + 1)..];
        }
    }

    private void EncodeLegal(ReadOnlySpan<char> text)
    {
        // Most of what is written is short and ASCII: no other check is needed, and no encoder.
        if (text.Length <= Chunk)
        {
            Reserve(text.Length);
            var status = Ascii.FromUtf16(text, _span[_count..], out var written);
            _count += written;
            if (status == OperationStatus.Done)
                return;
            text = text[written..];
        }
        while (text.IndexOfAny('\uFFFE', '\uFFFF') is var stop and >= 0)
        {
            Encode(text[..stop]);
            Raw("\uFFFD"u8);
            text = text[(stop + 1)..];
        }
        Encode(text);
    }

    private void Encode(ReadOnlySpan<char> text)
    {
        while (text.Length > Chunk)
        {
            var length = char.IsHighSurrogate(text[Chunk - 1]) ? Chunk - 1 : Chunk;
            EncodeChunk(text[..length]);
            text = text[length..];
        }
        EncodeChunk(text);
    }

    // The encoding puts U+FFFD in the place of a lone surrogate.
    private void EncodeChunk(ReadOnlySpan<char> text)
    {
        Reserve(3 * text.Length);
        _count += Encoding.UTF8.GetBytes(text, _span[_count..]);
    }

    // RFC 6120 §11.3 rule 1: what is not well-formed never leaves, wherever it came from (cases PAR-04). To throw here
    // would cut a stanza in the middle and end the receiver's stream; who takes text in has checked it already.
    private static ReadOnlySpan<byte> Escaped(char stop) => stop switch
    {
        '<' => "&lt;"u8,
        '>' => "&gt;"u8,
        '&' => "&amp;"u8,
        '\'' => "&apos;"u8,
        '\t' => "&#9;"u8,
        '\n' => "&#10;"u8,
        '\r' => "&#13;"u8,
        _ => "\uFFFD"u8,
    };

    private void Reserve(int bytes)
    {
        if (_span.Length - _count >= bytes)
            return;
        output.Advance(_count);
        _count = 0;
        _span = output.GetSpan(Math.Max(bytes, 256));
    }
}
