using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Xmpp.Stanzas.Preparation;

/// <summary>The mappings that profiles and domain names are made of. Their input is well-formed UTF-16.</summary>
internal static class Mappings
{
    // At most four code points compose into one (U+1F84), so of more non-starters after a starter all but three stay.
    private const int MaxComposedNonStarters = 3;
    private const int MaxRemainingNonStarters = 512;

    /// <summary>What is longer is refused unseen: more than twice the longest part of an address.</summary>
    public const int MaxInputLength = 4096;

    /// <summary>Unicode's toLowerCase() (RFC 8264 §5.2.3), without the special final sigma: RFC 8265 §3.6.</summary>
    [SuppressMessage("Globalization", "CA1308", Justification = "Not a round trip: RFC 8265 §3.3.1 wants lower case.")]
    public static string ToLower(string text) =>
        // SpecialCasing.txt has this one unconditional mapping to two code points; .NET leaves the letter alone.
        text.ToLowerInvariant().Replace("\u0130", "i\u0307", StringComparison.Ordinal);

    /// <summary>
    /// RFC 8264 §5.2.1: fullwidth and halfwidth code points become their decomposition mappings. NFKC goes further than
    /// that only for letters and symbols that the IdentifierClass refuses either way (U+FFA1, U+FFE3).
    /// </summary>
    public static string MapWidth(string text)
    {
        var first = text.AsSpan().IndexOfAnyInRange('\u3000', '\uFFEE');
        if (first < 0)
            return text;
        var mapped = new StringBuilder(text, 0, first, text.Length);
        foreach (var c in text.AsSpan(first))
        {
            if (CodePointRanges.Contains(UnicodeTables.Wide, c))
                mapped.Append(c.ToString().Normalize(NormalizationForm.FormKC));
            else
                mapped.Append(c);
        }
        return mapped.ToString();
    }

    /// <summary>RFC 8265 §4.2.2 rule 2: every non-ASCII space becomes SPACE. All of them are in the BMP.</summary>
    public static string MapSpaces(string text)
    {
        if (!ContainsNonAsciiSpace(text))
            return text;
        return string.Create(text.Length, text, static (result, source) =>
        {
            for (var i = 0; i < result.Length; i++)
                result[i] = IsSpace(source[i]) ? ' ' : source[i];
        });
    }

    /// <summary>
    /// False for text with so many combining marks in a row that it would stay longer than any part of an address. ICU
    /// sorts them in quadratic time, so a stranger's stanza of some kilobytes would cost us ten milliseconds.
    /// </summary>
    public static bool IsCheapToNormalize(ReadOnlySpan<char> text)
    {
        var remaining = 0;
        var run = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            run = CodePointRanges.Contains(UnicodeTables.NonStarter, rune.Value) ? run + 1 : 0;
            if (run > MaxComposedNonStarters && ++remaining > MaxRemainingNonStarters)
                return false;
        }
        return true;
    }

    public static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1]))
                return false;
            i++;
        }
        return true;
    }

    private static bool ContainsNonAsciiSpace(string text)
    {
        foreach (var c in text)
        {
            if (c > 0x7F && IsSpace(c))
                return true;
        }
        return false;
    }

    private static bool IsSpace(char c) => char.GetUnicodeCategory(c) == UnicodeCategory.SpaceSeparator;
}
