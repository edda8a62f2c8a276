using System.Buffers;
using System.Text;

namespace Xmpp.Stanzas.Xml;

/// <summary>The characters that XML 1.0 §2.2 [2] allows. Text from APIs, files and imports is checked with it.</summary>
public static class XmlCharacters
{
    // All C0 controls but tab, line feed and carriage return.
    internal const string Controls =
        "\0\u0001\u0002\u0003\u0004\u0005\u0006\a\b\v\f\u000E\u000F\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017" +
        "\u0018\u0019\u001A\u001B\u001C\u001D\u001E\u001F";

    private static readonly SearchValues<char> Suspects = SearchValues.Create(Controls);

    public static bool IsLegal(Rune character) =>
        character.Value is >= 0x20 and not 0xFFFE and not 0xFFFF or '\t' or '\n' or '\r';

    /// <summary>True when every character is legal and no surrogate stands alone (cases PAR-04).</summary>
    public static bool AreLegal(ReadOnlySpan<char> text)
    {
        if (text.ContainsAny(Suspects) || text.IndexOfAny('\uFFFE', '\uFFFF') >= 0)
            return false;
        for (var at = text.IndexOfAnyInRange('\uD800', '\uDFFF'); at >= 0;)
        {
            text = text[at..];
            if (text.Length < 2 || !char.IsSurrogatePair(text[0], text[1]))
                return false;
            text = text[2..];
            at = text.IndexOfAnyInRange('\uD800', '\uDFFF');
        }
        return true;
    }

    internal static bool IsSpace(byte b) => b is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t';

    internal static bool IsControl(byte b) => b < 0x20 && !IsSpace(b);
}
