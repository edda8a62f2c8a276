using System.Diagnostics.CodeAnalysis;
using System.Xml.Linq;
using Xmpp.Stanzas.Core;

namespace Xmpp.Stanzas.Xml;

/// <summary>Reads one XML stream (RFC 6120 §4, §11) from bytes, one top-level element at a time.</summary>
/// <remarks>
/// Accepts the XML that RFC 6120 §11 allows and nothing else. The bytes may be cut anywhere. What an open element costs
/// is bounded by <see cref="Limits"/> while it is read; after an error or the stream's end no byte is looked at.
/// </remarks>
public sealed class StanzaReader
{
    private readonly TokenReader _tokens;
    private StanzaReaderLimits _inForce;
    private Place _place;
    private int _remaining;
    private StreamEvent _end;

    /// <param name="limits">What one element may cost.</param>
    /// <param name="contentNamespace">
    /// <c>jabber:client</c> (when null), or <c>jabber:server</c> or <c>jabber:component:accept</c>, whose stanzas are
    /// given out as jabber:client.
    /// </param>
    public StanzaReader(StanzaReaderLimits limits, XNamespace? contentNamespace = null)
        : this(limits, contentNamespace ?? XmppNames.Client, isDocument: false)
    {
    }

    private StanzaReader(StanzaReaderLimits limits, XNamespace contentNamespace, bool isDocument)
    {
        Limits = limits;
        _inForce = limits;
        _tokens = new TokenReader(contentNamespace, isDocument);
    }

    private enum Place : byte
    {
        /// <summary>Nothing has been read: an XML declaration may come.</summary>
        Start,

        /// <summary>Before the root element.</summary>
        Prolog,

        /// <summary>Between top-level elements.</summary>
        Between,

        /// <summary>Inside a declaration, the header's tag or a top-level element.</summary>
        Inside,

        /// <summary>After the root element, an error, or the only element.</summary>
        End,
    }

    /// <summary>May be changed between two calls; holds from the next element on.</summary>
    public StanzaReaderLimits Limits { get; set; }

    /// <summary>Set by <see cref="StreamEvent.Opened"/>.</summary>
    public StreamHeader? Header => _tokens.Header;

    /// <summary>Set by <see cref="StreamEvent.Element"/> until the next call.</summary>
    public XElement? Element { get; private set; }

    /// <summary>Octets of <see cref="Element"/> on the wire, from its first '&lt;' to its last '&gt;'.</summary>
    public int ElementBytes => _inForce.MaxBytes - _remaining;

    /// <summary>Set by <see cref="StreamEvent.Failed"/>.</summary>
    public StreamError? Error { get; private set; }

    /// <summary>Reads up to the next event; the bytes behind it stay with the caller.</summary>
    /// <param name="bytes">What came from the peer.</param>
    /// <param name="consumed">How many of them belong to the past.</param>
    public StreamEvent Read(ReadOnlySpan<byte> bytes, out int consumed)
    {
        Element = null;
        consumed = 0;
        while (true)
        {
            if (_place == Place.End)
                return _end;
            if (_place != Place.Inside && !SkipToMarkup(bytes, ref consumed))
                return Error is null ? StreamEvent.NeedMore : StreamEvent.Failed;
            if (ReadInside(bytes, ref consumed) is { } found)
                return found;
        }
    }

    /// <summary>
    /// Reads bytes that hold one element and nothing else but white space and an XML declaration: a WebSocket message
    /// (RFC 7395 §3.3), a stored stanza.
    /// </summary>
    public static bool TryReadElement(
        ReadOnlySpan<byte> utf8,
        StanzaReaderLimits limits,
        [NotNullWhen(true)] out XElement? element,
        [NotNullWhen(false)] out StreamError? error)
    {
        var reader = new StanzaReader(limits, XmppNames.Client, isDocument: true);
        var found = reader.Read(utf8, out var consumed);
        element = reader.Element;
        if (found == StreamEvent.Element && utf8[consumed..].ContainsAnyExcept(" \n\r\t"u8))
            element = null;
        error = element is null ? reader.Error ?? StreamError.NotWellFormed : null;
        reader._tokens.Release();
        return element is not null;
    }

    /// <summary>The same for a caller who does not ask what is wrong.</summary>
    public static bool TryReadElement(
        ReadOnlySpan<byte> utf8, StanzaReaderLimits limits, [NotNullWhen(true)] out XElement? element) =>
        TryReadElement(utf8, limits, out element, out _);

    // RFC 6120 §11.7: white space between top-level elements is nothing; it counts towards no limit of ours.
    private bool SkipToMarkup(ReadOnlySpan<byte> bytes, ref int consumed)
    {
        var at = bytes[consumed..].IndexOfAnyExcept(" \n\r\t"u8);
        if (_place == Place.Start && at != 0 && consumed < bytes.Length)
            _place = Place.Prolog;
        consumed = at < 0 ? bytes.Length : consumed + at;
        if (at < 0)
            return false;
        if (bytes[consumed] != '<')
        {
            // XML 1.0 §2.1: no text outside the root. RFC 6120 §11.6: that goes for a U+FEFF in front, too.
            // RFC 6120 §4.9.3.1: text between stanzas is well-formed, but nothing that can be processed.
            Fail(_place == Place.Between && !XmlCharacters.IsControl(bytes[consumed])
                ? StreamError.BadFormat
                : StreamError.NotWellFormed);
            return false;
        }
        _tokens.Begin(mayDeclare: _place == Place.Start);
        _place = Place.Inside;
        _inForce = Limits;
        _remaining = _inForce.MaxBytes;
        return true;
    }

    private StreamEvent? ReadInside(ReadOnlySpan<byte> bytes, ref int consumed)
    {
        // RFC 6120 §13.12 item 4: counted from the first '<' to the last '>'. No byte past the limit is looked at.
        var window = bytes.Slice(consumed, Math.Min(bytes.Length - consumed, _remaining));
        var found = _tokens.Read(window, _inForce, out var used);
        consumed += used;
        _remaining -= used;
        switch (found)
        {
            case TokenReader.Found.Nothing:
                return _remaining == 0 ? Fail(StreamError.StanzaTooBig) : StreamEvent.NeedMore;
            case TokenReader.Found.Declaration:
                _place = Place.Prolog;
                return null;
            case TokenReader.Found.Header:
                _place = Place.Between;
                if (_tokens.IsRootEmpty)
                    Finish(StreamEvent.Closed);
                return StreamEvent.Opened;
            case TokenReader.Found.Element:
                Element = _tokens.Take();
                _place = Place.Between;
                return StreamEvent.Element;
            case TokenReader.Found.End:
                return Finish(StreamEvent.Closed);
            default:
                return Fail(_tokens.Error ?? StreamError.NotWellFormed);
        }
    }

    private StreamEvent Fail(StreamError error)
    {
        Error = error;
        return Finish(StreamEvent.Failed);
    }

    private StreamEvent Finish(StreamEvent end)
    {
        _tokens.Release();
        _place = Place.End;
        _end = end;
        return end;
    }
}
