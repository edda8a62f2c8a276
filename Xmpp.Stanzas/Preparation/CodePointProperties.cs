using System.Globalization;
using System.Text;

namespace Xmpp.Stanzas.Preparation;

/// <summary>
/// The derived properties of PRECIS (RFC 8264 §8) and IDNA2008 (RFC 5892 §3), computed from Unicode's own properties.
/// </summary>
/// <remarks>
/// The repertoire is that of Unicode 15.0, whatever newer versions the runtime and ICU know: an address that was
/// accepted keeps its prepared form when they are upgraded, because assigned characters are stable under NFC.
/// Results are kept in blocks that are computed at first use, about 1 MB if every block is asked for.
/// </remarks>
internal static class CodePointProperties
{
    private const int BlockBits = 8;
    private const int IdnaBit = 1 << 3;
    private const int BidiShift = 4;
    private static readonly byte[]?[] Blocks = new byte[]?[(0x10FFFF >> BlockBits) + 1];

    public static DerivedProperty Precis(int codePoint) => (DerivedProperty)(Lookup(codePoint) & 7);

    /// <summary>PVALID, CONTEXTJ or CONTEXTO by RFC 5892 §3.</summary>
    public static bool IsIdnaValid(int codePoint) => (Lookup(codePoint) & IdnaBit) != 0;

    public static BidiClass Bidi(int codePoint) => (BidiClass)(Lookup(codePoint) >> BidiShift);

    private static byte Lookup(int codePoint)
    {
        var block = Volatile.Read(ref Blocks[codePoint >> BlockBits]) ?? ComputeBlock(codePoint >> BlockBits);
        return block[codePoint & ((1 << BlockBits) - 1)];
    }

    // Two threads may compute the same block; both get the same.
    private static byte[] ComputeBlock(int number)
    {
        var block = new byte[1 << BlockBits];
        for (var i = 0; i < block.Length; i++)
        {
            var codePoint = (number << BlockBits) + i;
            var precis = DerivePrecis(codePoint);
            block[i] = (byte)((int)precis
                | (DeriveIdna(codePoint, precis) ? IdnaBit : 0)
                | ((int)DeriveBidi(codePoint) << BidiShift));
        }
        Volatile.Write(ref Blocks[number], block);
        return block;
    }

    // RFC 8264 §8: the order is part of the algorithm.
    private static DerivedProperty DerivePrecis(int codePoint)
    {
        var category = CharUnicodeInfo.GetUnicodeCategory(codePoint);
        if (Exceptions(codePoint) is { } exception)
            return exception;
        if (IsUnassigned(codePoint, category))
            return DerivedProperty.Unassigned;
        if (codePoint is >= 0x21 and <= 0x7E)
            return DerivedProperty.ProtocolValid;
        if (codePoint is 0x200C or 0x200D)
            return DerivedProperty.ContextualRuleRequired;
        if (IsOldHangulJamo(codePoint) || IsIgnorable(codePoint) || !IsTextual(category))
            return DerivedProperty.Disallowed;
        if (!IsLetterDigit(category) || HasCompat(codePoint))
            return DerivedProperty.FreeformValid;
        return DerivedProperty.ProtocolValid;
    }

    // RFC 5892 §3. What differs from PRECIS: ASCII other than LDH, letters that are not stable under case folding, and
    // whole blocks. White space (§2.3) is never a LetterDigit, so it needs no rule.
    private static bool DeriveIdna(int codePoint, DerivedProperty precis)
    {
        if (precis is DerivedProperty.ContextualRuleRequired)
            return true;
        if (precis is not DerivedProperty.ProtocolValid)
            return false;
        if (codePoint < 0x80)
            return codePoint is '-' or (>= '0' and <= '9') or (>= 'a' and <= 'z');
        return Exceptions(codePoint) is not null || !(IsUnstable(codePoint) || IsIgnorableBlock(codePoint));
    }

    private static BidiClass DeriveBidi(int codePoint)
    {
        var value = (BidiClass)CodePointRanges.Value(
            UnicodeTables.BidiClassStarts, UnicodeTables.BidiClassValues, codePoint);
        if (value != BidiClass.ByCategory)
            return value;
        return CharUnicodeInfo.GetUnicodeCategory(codePoint) switch
        {
            UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark => BidiClass.NonspacingMark,
            UnicodeCategory.LetterNumber or UnicodeCategory.TitlecaseLetter => BidiClass.LeftToRight,
            var category when IsLetterDigit(category) => BidiClass.LeftToRight,
            _ => BidiClass.Neutral,
        };
    }

    // RFC 5892 §2.6.
    private static DerivedProperty? Exceptions(int codePoint) => codePoint switch
    {
        0x00DF or 0x03C2 or 0x06FD or 0x06FE or 0x0F0B or 0x3007 => DerivedProperty.ProtocolValid,
        0x00B7 or 0x0375 or 0x05F3 or 0x05F4 or 0x30FB => DerivedProperty.ContextualRuleRequired,
        (>= 0x0660 and <= 0x0669) or (>= 0x06F0 and <= 0x06F9) => DerivedProperty.ContextualRuleRequired,
        0x0640 or 0x07FA or 0x302E or 0x302F or (>= 0x3031 and <= 0x3035) or 0x303B => DerivedProperty.Disallowed,
        _ => null,
    };

    // RFC 5892 §2.10. Newer symbols are let in as far as the runtime knows them: people want this year's emoji in a
    // nickname, and symbols have neither case nor a canonical form that an upgrade could change.
    private static bool IsUnassigned(int codePoint, UnicodeCategory category) =>
        !CodePointRanges.Contains(UnicodeTables.Assigned, codePoint)
        && !IsNoncharacter(codePoint)
        && category is not (UnicodeCategory.OtherSymbol or UnicodeCategory.MathSymbol
            or UnicodeCategory.CurrencySymbol or UnicodeCategory.ModifierSymbol);

    // RFC 5892 §2.9: Hangul_Syllable_Type L, V or T.
    private static bool IsOldHangulJamo(int codePoint) => codePoint is (>= 0x1100 and <= 0x11FF)
        or (>= 0xA960 and <= 0xA97C) or (>= 0xD7B0 and <= 0xD7C6) or (>= 0xD7CB and <= 0xD7FB);

    // RFC 8264 §9.13.
    private static bool IsIgnorable(int codePoint) =>
        IsNoncharacter(codePoint) || CodePointRanges.Contains(UnicodeTables.DefaultIgnorable, codePoint);

    private static bool IsNoncharacter(int codePoint) =>
        codePoint is >= 0xFDD0 and <= 0xFDEF || (codePoint & 0xFFFE) == 0xFFFE;

    // RFC 5892 §2.4: Combining Diacritical Marks for Symbols, Musical Symbols, Ancient Greek Musical Notation.
    private static bool IsIgnorableBlock(int codePoint) =>
        codePoint is (>= 0x20D0 and <= 0x20FF) or (>= 0x1D100 and <= 0x1D24F);

    // RFC 5892 §2.1.
    private static bool IsLetterDigit(UnicodeCategory category) => category
        is UnicodeCategory.LowercaseLetter or UnicodeCategory.UppercaseLetter or UnicodeCategory.OtherLetter
        or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.ModifierLetter
        or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    // RFC 8264 §9.1, §9.14, §9.15, §9.16, §9.18: all else is a control, a format character or for private use.
    private static bool IsTextual(UnicodeCategory category) => category
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
        or UnicodeCategory.PrivateUse or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.OtherNotAssigned);

    // RFC 8264 §9.17.
    private static bool HasCompat(int codePoint)
    {
        var text = char.ConvertFromUtf32(codePoint);
        return text.Normalize(NormalizationForm.FormKC) != text;
    }

    // RFC 5892 §2.2: toNFKC(toCaseFold(toNFKC(cp))) != cp; no letter that reaches this has a compatibility mapping.
    private static bool IsUnstable(int codePoint)
    {
        var text = char.ConvertFromUtf32(codePoint);
        var lower = Mappings.ToLower(text).Normalize(NormalizationForm.FormKC);
        return lower != text ^ CodePointRanges.Contains(UnicodeTables.FoldsOtherwise, codePoint);
    }
}
