using System.Buffers;
using System.Text;
using Xmpp.Stanzas.Core;

namespace Xmpp.Stanzas.Xml;

/// <summary>Turns the raw value of an attribute into text: references, white space (XML 1.0 §3.3.3), line ends (§2.11).</summary>
internal static class AttributeValue
{
    private static readonly SearchValues<byte> Stops = SearchValues.Create(
        [.. Encoding.ASCII.GetBytes(XmlCharacters.Controls), (byte)'&', (byte)'\t', (byte)'\n', (byte)'\r']);

    /// <summary>The text, or null and what is wrong.</summary>
    public static string? Decode(ReadOnlySpan<byte> raw, out StreamError? error)
    {
        var text = default(TextBuffer);
        error = DecodeInto(ref text, raw);
        var value = error is null ? text.Take() : null;
        text.Release();
        return value;
    }

    private static StreamError? DecodeInto(ref TextBuffer text, ReadOnlySpan<byte> raw)
    {
        while (!raw.IsEmpty)
        {
            var stop = raw.IndexOfAny(Stops);
            var run = stop < 0 ? raw : raw[..stop];
            if (!run.IsEmpty && !text.TryAppend(run, isFinal: true, out _, out var illegal))
                return illegal ? StreamError.NotWellFormed : StreamError.UnsupportedEncoding;
            if (stop < 0)
                return null;
            raw = raw[stop..];
            var used = 1;
            if (raw[0] == '&')
            {
                if (Reference.Read(raw, out used, out var character, out var error) != Parsed.Done)
                    return error ?? StreamError.NotWellFormed;
                text.Append(character);
            }
            else if (XmlCharacters.IsControl(raw[0]))
            {
                return StreamError.NotWellFormed;
            }
            else
            {
                // Literal white space becomes a space; CR LF was one line end before that.
                text.Append(' ');
                if (raw.StartsWith("\r\n"u8))
                    used = 2;
            }
            raw = raw[used..];
        }
        return null;
    }
}
