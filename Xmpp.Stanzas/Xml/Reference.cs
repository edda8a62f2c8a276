using System.Text;
using Xmpp.Stanzas.Core;

namespace Xmpp.Stanzas.Xml;

/// <summary>Reads <c>&amp;…;</c>: a character reference or one of the five predefined entities (XML 1.0 §4.1, §4.6).</summary>
internal static class Reference
{
    /// <param name="bytes">Begins with the ampersand.</param>
    /// <param name="used">Octets of the reference, when the answer is Done.</param>
    /// <param name="character">What it stands for.</param>
    /// <param name="error">When the answer is Failed.</param>
    public static Parsed Read(ReadOnlySpan<byte> bytes, out int used, out Rune character, out StreamError? error)
    {
        error = null;
        used = 0;
        character = default;
        if (bytes.Length < 2)
            return Parsed.Incomplete;
        if (bytes[1] == '#')
            return ReadNumber(bytes, out used, out character, out error);
        var parsed = QualifiedName.Scan(bytes[1..], 256, out var length, out _, out error);
        if (parsed != Parsed.Done)
            return parsed;
        if (bytes[1 + length] != ';')
            return Fail(StreamError.NotWellFormed, out error);
        used = length + 2;
        var value = Predefined(bytes.Slice(1, length));
        // RFC 6120 §11.1: no entity references but the predefined ones.
        if (value == 0)
            return Fail(StreamError.RestrictedXml, out error);
        character = new Rune(value);
        return Parsed.Done;
    }

    private static char Predefined(ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("amp"u8))
            return '&';
        if (name.SequenceEqual("lt"u8))
            return '<';
        if (name.SequenceEqual("gt"u8))
            return '>';
        if (name.SequenceEqual("quot"u8))
            return '"';
        return name.SequenceEqual("apos"u8) ? '\'' : '\0';
    }

    private static Parsed ReadNumber(
        ReadOnlySpan<byte> bytes, out int used, out Rune character, out StreamError? error)
    {
        error = null;
        character = default;
        used = 0;
        if (bytes.Length < 3)
            return Parsed.Incomplete;
        var hex = bytes[2] == 'x';
        var first = hex ? 3 : 2;
        var value = 0;
        for (var i = first; i < bytes.Length; i++)
        {
            if (bytes[i] == ';' && i > first)
            {
                used = i + 1;
                // XML 1.0 §4.1: a reference must name a legal character, too.
                return Rune.TryCreate(value, out character) && XmlCharacters.IsLegal(character)
                    ? Parsed.Done
                    : Fail(StreamError.NotWellFormed, out error);
            }
            var digit = Digit(bytes[i], hex);
            if (digit < 0)
                return Fail(StreamError.NotWellFormed, out error);
            // Leading zeros are legal without end; a value past U+10FFFF stays past it.
            value = Math.Min((value * (hex ? 16 : 10)) + digit, 0x110000);
        }
        return Parsed.Incomplete;
    }

    private static int Digit(byte b, bool hex) => b switch
    {
        >= (byte)'0' and <= (byte)'9' => b - '0',
        >= (byte)'a' and <= (byte)'f' when hex => b - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' when hex => b - 'A' + 10,
        _ => -1,
    };

    private static Parsed Fail(StreamError what, out StreamError? error)
    {
        error = what;
        return Parsed.Failed;
    }
}
