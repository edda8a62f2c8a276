using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Xmpp.Stanzas.Preparation;

/// <summary>The mappings that PRECIS profiles and domain names are made of. Their input is well-formed UTF-16.</summary>
internal static class Mappings
{
    /// <summary>
    /// What is longer is refused unseen: ICU sorts combining marks in quadratic time. Twice the longest part of an address.
    /// </summary>
    public const int MaxInputLength = 4096;

    /// <summary>
    /// False where .NET runs without ICU (invariant globalization) or with one older than 70: it would not normalize or
    /// lower-case what another host does, so two accounts could be made of one name. Text outside ASCII is refused then.
    /// </summary>
    public static bool AreAvailable { get; } =
        "e\u0301".Normalize(NormalizationForm.FormC) == "\u00E9" && Rune.ToLowerInvariant(new Rune(0x10570)).Value == 0x10597;

    /// <summary>Unicode's toLowerCase() (RFC 8264 §5.2.3), without the special final sigma: RFC 8265 §3.6.</summary>
    [SuppressMessage("Globalization", "CA1308", Justification = "Not a round trip: RFC 8265 §3.3.1 wants lower case.")]
    public static string ToLower(string text) =>
        // SpecialCasing.txt has this one unconditional mapping to more than one code point; .NET leaves the letter alone.
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
