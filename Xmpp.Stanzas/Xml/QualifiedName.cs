using System.Buffers;
using System.Text;
using System.Xml;
using Xmpp.Stanzas.Core;

namespace Xmpp.Stanzas.Xml;

/// <summary>Finds the end of a qualified name (Namespaces in XML 1.0 §4) and checks its characters.</summary>
internal static class QualifiedName
{
    private const byte Start = 1;
    private const byte Inner = 2;

    private static readonly byte[] Ascii = BuildAscii();

    /// <param name="bytes">Begins with the name.</param>
    /// <param name="limit">Octets a name may have.</param>
    /// <param name="length">Octets of the name, when the answer is Done.</param>
    /// <param name="colon">Where the colon is, or -1.</param>
    /// <param name="error">When the answer is Failed.</param>
    public static Parsed Scan(
        ReadOnlySpan<byte> bytes, int limit, out int length, out int colon, out StreamError? error)
    {
        error = null;
        colon = -1;
        var atStart = true;
        var i = 0;
        for (; i < bytes.Length && i <= limit; i++)
        {
            var b = bytes[i];
            if (b >= 0x80)
            {
                var parsed = ScanRune(bytes[i..], atStart, out var width, out error);
                if (parsed != Parsed.Done)
                {
                    length = 0;
                    return parsed;
                }
                i += width - 1;
                atStart = false;
            }
            else if (Ascii[b] == Start || (Ascii[b] == Inner && !atStart))
            {
                atStart = false;
            }
            else if (b == ':' && !atStart && colon < 0)
            {
                colon = i;
                atStart = true;
            }
            else
            {
                break;
            }
        }
        length = i;
        if (i > limit)
            error = ReaderErrors.NameTooLong;
        else if (i == bytes.Length)
            return Parsed.Incomplete;
        else if (atStart)
            error = StreamError.NotWellFormed;
        return error is null ? Parsed.Done : Parsed.Failed;
    }

    private static Parsed ScanRune(ReadOnlySpan<byte> bytes, bool atStart, out int width, out StreamError? error)
    {
        error = null;
        switch (Rune.DecodeFromUtf8(bytes, out var rune, out width))
        {
            case OperationStatus.NeedMoreData:
                return Parsed.Incomplete;
            case OperationStatus.InvalidData:
                error = StreamError.UnsupportedEncoding;
                return Parsed.Failed;
            default:
                if (IsNameCharacter(rune, atStart))
                    return Parsed.Done;
                error = StreamError.NotWellFormed;
                return Parsed.Failed;
        }
    }

    // XML 1.0 §2.3. The fifth edition allows more than the fourth, but XName and expat keep to the fourth: a name that
    // only some receivers accept would cost the others their stream (cases PAR-04), so we take what all accept.
    private static bool IsNameCharacter(Rune rune, bool atStart) =>
        rune.IsBmp
        && (atStart ? XmlConvert.IsStartNCNameChar((char)rune.Value) : XmlConvert.IsNCNameChar((char)rune.Value));

    private static byte[] BuildAscii()
    {
        var table = new byte[128];
        for (var c = 'a'; c <= 'z'; c++)
            table[c] = table[char.ToUpperInvariant(c)] = Start;
        table['_'] = Start;
        for (var c = '0'; c <= '9'; c++)
            table[c] = Inner;
        table['-'] = table['.'] = Inner;
        return table;
    }
}
