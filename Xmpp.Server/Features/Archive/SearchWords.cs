using System.Globalization;
using System.Text;

namespace Xmpp.Server.Features.Archive;

/// <summary>
/// What counts as a word in a search (XEP-0431 §3.2 leaves it open): a run of letters and digits, without regard to case,
/// accents and width. Scripts that put no space between words, and emoji, are taken character by character.
/// </summary>
internal static class SearchWords
{
    /// <summary>Of a longer word its beginning counts.</summary>
    public const int MaxLength = 32;

    /// <summary>The words in the order of the text.</summary>
    public static IEnumerable<string> Of(string text)
    {
        var word = new StringBuilder();
        foreach (var rune in text.Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            var isAlone = false;
            switch (Rune.GetUnicodeCategory(rune))
            {
                // Accents, joiners, soft hyphens: part of the word, and passed over.
                case UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format:
                    continue;
                case UnicodeCategory.OtherSymbol:
                    isAlone = true;
                    break;
                case var category when IsOfWord(category):
                    isAlone = IsWord(rune);
                    if (!isAlone && word.Length < MaxLength)
                        word.Append(Rune.ToLowerInvariant(rune).ToString());
                    if (!isAlone)
                        continue;
                    break;
            }
            if (word.Length > 0)
            {
                yield return word.ToString();
                word.Clear();
            }
            if (isAlone)
                yield return rune.ToString();
        }
        if (word.Length > 0)
            yield return word.ToString();
    }

    private static bool IsOfWord(UnicodeCategory category) => category is
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
        or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.SpacingCombiningMark
        or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;

    // Han, Hiragana, Katakana; Thai and Lao; Burmese; Khmer.
    private static bool IsWord(Rune rune) => rune.Value is
        (>= 0x2E80 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF)
        or (>= 0x0E00 and <= 0x0EFF) or (>= 0x1000 and <= 0x109F) or (>= 0x1780 and <= 0x17FF);
}
