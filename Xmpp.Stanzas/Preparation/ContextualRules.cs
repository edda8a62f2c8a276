using System.Globalization;
using System.Text;

namespace Xmpp.Stanzas.Preparation;

/// <summary>The contextual rules for CONTEXTJ and CONTEXTO code points (RFC 5892 appendix A).</summary>
internal static class ContextualRules
{
    /// <summary>Whether every code point that has a rule satisfies it, in a label or in a PRECIS string.</summary>
    public static bool AreSatisfied(ReadOnlySpan<char> text)
    {
        bool? hasKanaOrHan = null;
        for (var i = 0; i < text.Length; i++)
        {
            // All code points with a rule are in the BMP, and a surrogate has no rule.
            var satisfied = text[i] switch
            {
                '\u200C' => FollowsVirama(text, i) || BreaksCursiveConnection(text, i),
                '\u200D' => FollowsVirama(text, i),
                '\u00B7' => i > 0 && text[i - 1] == 'l' && i + 1 < text.Length && text[i + 1] == 'l',
                '\u0375' => After(text, i) is { } next && ScriptOf(next) == Script.Greek,
                '\u05F3' or '\u05F4' => Before(text, i) is { } previous && ScriptOf(previous) == Script.Hebrew,
                // Asked once: the text may be full of middle dots.
                '\u30FB' => hasKanaOrHan ??= HasKanaOrHan(text),
                >= '\u0660' and <= '\u0669' => !text.ContainsAnyInRange('\u06F0', '\u06F9'),
                >= '\u06F0' and <= '\u06F9' => !text.ContainsAnyInRange('\u0660', '\u0669'),
                _ => true,
            };
            if (!satisfied)
                return false;
        }
        return true;
    }

    private static bool FollowsVirama(ReadOnlySpan<char> text, int index) =>
        Before(text, index) is { } previous && CodePointRanges.Contains(UnicodeTables.Virama, previous.Value);

    // Appendix A.1: (Joining_Type:{L,D})(Joining_Type:T)*\u200C(Joining_Type:T)*(Joining_Type:{R,D}).
    private static bool BreaksCursiveConnection(ReadOnlySpan<char> text, int index)
    {
        var before = JoiningType.NonJoining;
        for (var i = index; Before(text, i) is { } rune; i -= rune.Utf16SequenceLength)
        {
            before = JoiningTypeOf(rune);
            if (before != JoiningType.Transparent)
                break;
        }
        var after = JoiningType.NonJoining;
        for (var i = index; After(text, i) is { } rune; i += rune.Utf16SequenceLength)
        {
            after = JoiningTypeOf(rune);
            if (after != JoiningType.Transparent)
                break;
        }
        return before is JoiningType.LeftJoining or JoiningType.DualJoining
            && after is JoiningType.RightJoining or JoiningType.DualJoining;
    }

    private static bool HasKanaOrHan(ReadOnlySpan<char> text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (ScriptOf(rune) is Script.Hiragana or Script.Katakana or Script.Han)
                return true;
        }
        return false;
    }

    private static Rune? Before(ReadOnlySpan<char> text, int index) =>
        index > 0 && Rune.DecodeLastFromUtf16(text[..index], out var rune, out _) == System.Buffers.OperationStatus.Done
            ? rune
            : null;

    // The code point after the one that begins, or ends, at this UTF-16 unit.
    private static Rune? After(ReadOnlySpan<char> text, int index) =>
        Rune.DecodeFromUtf16(text[(index + 1)..], out var rune, out _) == System.Buffers.OperationStatus.Done
            ? rune
            : null;

    private static Script ScriptOf(Rune rune) =>
        (Script)CodePointRanges.Value(UnicodeTables.ScriptStarts, UnicodeTables.ScriptValues, rune.Value);

    private static JoiningType JoiningTypeOf(Rune rune)
    {
        var value = (JoiningType)CodePointRanges.Value(
            UnicodeTables.JoiningTypeStarts, UnicodeTables.JoiningTypeValues, rune.Value);
        if (value != JoiningType.ByCategory)
            return value;
        // Unicode, ArabicShaping.txt: marks and format characters that it does not list are transparent.
        return Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
            or UnicodeCategory.Format
            ? JoiningType.Transparent
            : JoiningType.NonJoining;
    }
}
