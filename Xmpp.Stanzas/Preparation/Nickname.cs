using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Xmpp.Stanzas.Preparation;

/// <summary>The Nickname profile of the PRECIS FreeformClass (RFC 8266 §2).</summary>
public static class Nickname
{
    /// <summary>The form to show: spaces tidied, NFKC, case kept (§2.3).</summary>
    public static bool TryEnforce(string text, [NotNullWhen(true)] out string? enforced)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryApply(
            text,
            static nickname => TidySpaces(nickname).Normalize(NormalizationForm.FormKC),
            out enforced);
    }

    /// <summary>The form to compare, in which nicknames that differ by case only are one (§2.4).</summary>
    public static bool TryToComparable(string text, [NotNullWhen(true)] out string? comparable)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryApply(
            text,
            static nickname => Mappings.ToLower(TidySpaces(nickname)).Normalize(NormalizationForm.FormKC),
            out comparable);
    }

    // §2.2 wants the class of the input only; §2.1 repeats the rules, and NFKC may leave the class (U+3131).
    private static bool TryApply(string text, Func<string, string> rules, [NotNullWhen(true)] out string? result)
    {
        result = null;
        return text.Length <= Mappings.MaxInputLength
            && StringClass.IsFreeform(text)
            && ContextualRules.AreSatisfied(text)
            && ProfileRules.TryEnforce(text, rules, out result);
    }

    // §2.1 rule 2: one SPACE for each run of spaces inside, none at the ends.
    private static string TidySpaces(string text)
    {
        var mapped = Mappings.MapSpaces(text).Trim(' ');
        if (!mapped.Contains("  ", StringComparison.Ordinal))
            return mapped;
        return string.Join(' ', mapped.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }
}
