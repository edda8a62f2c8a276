using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Xmpp.Stanzas.Preparation;

/// <summary>SASLprep (RFC 4013), the preparation of names and passwords for SCRAM (RFC 5802 §5.1) and PLAIN.</summary>
public static class Saslprep
{
    /// <summary>
    /// The prepared string, never empty: RFC 5802 §5.1 treats an empty result like a failure.
    /// </summary>
    /// <param name="text">The string as received.</param>
    /// <param name="allowUnassigned">
    /// True for what is compared only ("query"), false for what is kept ("stored string"): RFC 3454 §7.
    /// </param>
    /// <param name="prepared">The result.</param>
    public static bool TryPrepare(string text, bool allowUnassigned, [NotNullWhen(true)] out string? prepared)
    {
        ArgumentNullException.ThrowIfNull(text);
        prepared = null;
        if (text.Length is 0 or > Mappings.MaxInputLength)
            return false;
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            prepared = text;
            return true;
        }
        if (!UnicodeSupport.IsComplete || !IsNormalizable(text))
            return false;
        var mapped = Map(text);
        if (!allowUnassigned && ContainsAny(mapped, SaslprepTables.Unassigned))
            return false;
        var normalized = Normalize(mapped);
        if (normalized.Length == 0 || ContainsAny(normalized, SaslprepTables.Prohibited) || !IsBidiValid(normalized))
            return false;
        prepared = normalized;
        return true;
    }

    // .NET normalizes neither lone surrogates nor U+FFFE; both are prohibited (§2.3) and nothing maps them away.
    private static bool IsNormalizable(string text) =>
        Mappings.IsWellFormed(text)
        && !text.Contains('\uFFFE', StringComparison.Ordinal)
        && Mappings.IsCheapToNormalize(text);

    // §2.1. U+200B is in both tables; the mapping to SPACE is named first. All of them are in the BMP.
    private static string Map(string text)
    {
        var mapped = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (CodePointRanges.Contains(SaslprepTables.NonAsciiSpaces, c))
                mapped.Append(' ');
            else if (!CodePointRanges.Contains(SaslprepTables.MappedToNothing, c))
                mapped.Append(c);
        }
        return mapped.ToString();
    }

    // §2.2: NFKC of Unicode 3.2, to which later characters are inert. Today's NFKC would map some of them, and the hash
    // would not be the one that a client with the old tables computes; so it is kept away from them.
    private static string Normalize(string text)
    {
        if (!ContainsAny(text, SaslprepTables.Unassigned))
            return text.Normalize(NormalizationForm.FormKC);
        var result = new StringBuilder(text.Length);
        var assigned = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (!CodePointRanges.Contains(SaslprepTables.Unassigned, rune.Value))
            {
                assigned.Append(rune);
                continue;
            }
            result.Append(assigned.ToString().Normalize(NormalizationForm.FormKC)).Append(rune);
            assigned.Clear();
        }
        return result.Append(assigned.ToString().Normalize(NormalizationForm.FormKC)).ToString();
    }

    // RFC 3454 §6, requirements 2 and 3.
    private static bool IsBidiValid(string text)
    {
        if (!ContainsAny(text, SaslprepTables.RandALCat))
            return true;
        Rune.DecodeFromUtf16(text, out var first, out _);
        Rune.DecodeLastFromUtf16(text, out var last, out _);
        return !ContainsAny(text, SaslprepTables.LCat)
            && CodePointRanges.Contains(SaslprepTables.RandALCat, first.Value)
            && CodePointRanges.Contains(SaslprepTables.RandALCat, last.Value);
    }

    private static bool ContainsAny(string text, ReadOnlySpan<int> table)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (CodePointRanges.Contains(table, rune.Value))
                return true;
        }
        return false;
    }
}
