using System.Text;

namespace Xmpp.Stanzas.Preparation;

/// <summary>The Bidi Rule for labels and identifiers with right-to-left code points (RFC 5893 §2).</summary>
internal static class BidiRule
{
    /// <summary>RFC 5893 §1.4: a label is RTL if it has a code point of class R, AL or AN.</summary>
    public static bool IsRightToLeft(ReadOnlySpan<char> label)
    {
        foreach (var rune in label.EnumerateRunes())
        {
            if (ClassOf(rune) is BidiClass.RightToLeft or BidiClass.ArabicLetter or BidiClass.ArabicNumber)
                return true;
        }
        return false;
    }

    public static bool IsSatisfied(ReadOnlySpan<char> label)
    {
        var first = BidiClass.ByCategory;
        var last = BidiClass.ByCategory;
        var seen = 0;
        foreach (var rune in label.EnumerateRunes())
        {
            var bidi = ClassOf(rune);
            if (seen == 0)
                first = bidi;
            if (bidi != BidiClass.NonspacingMark)
                last = bidi;
            seen |= 1 << (int)bidi;
        }
        return first switch
        {
            // Condition 1 decides the direction.
            BidiClass.RightToLeft or BidiClass.ArabicLetter => IsRightToLeftLabel(seen, last),
            BidiClass.LeftToRight => IsLeftToRightLabel(seen, last),
            _ => false,
        };
    }

    // Conditions 2, 3 and 4.
    private static bool IsRightToLeftLabel(int seen, BidiClass last) =>
        (seen & Bit(BidiClass.LeftToRight)) == 0
        && last is BidiClass.RightToLeft or BidiClass.ArabicLetter
            or BidiClass.EuropeanNumber or BidiClass.ArabicNumber
        && (seen & BothNumbers) != BothNumbers;

    // Conditions 5 and 6.
    private static bool IsLeftToRightLabel(int seen, BidiClass last) =>
        (seen & (Bit(BidiClass.RightToLeft) | Bit(BidiClass.ArabicLetter) | Bit(BidiClass.ArabicNumber))) == 0
        && last is BidiClass.LeftToRight or BidiClass.EuropeanNumber;

    private static int BothNumbers => Bit(BidiClass.EuropeanNumber) | Bit(BidiClass.ArabicNumber);

    private static int Bit(BidiClass bidi) => 1 << (int)bidi;

    private static BidiClass ClassOf(Rune rune) => CodePointProperties.Bidi(rune.Value);
}
