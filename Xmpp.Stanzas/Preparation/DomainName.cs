using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Xmpp.Stanzas.Preparation;

/// <summary>Internationalized domain names (IDNA2008: RFC 5890 to 5893) as XMPP writes them, with U-labels.</summary>
public static class DomainName
{
    // RFC 1034 §3.1: 255 octets on the wire are 253 characters; 63 octets for a label.
    private const int MaxLength = 253;
    private const int MaxLabelLength = 63;

    // Before mapping: NFC makes at most four UTF-16 units into one code point, and a code point costs an octet or more.
    private const int MaxInputLength = 4 * MaxLength;
    private const string AcePrefix = "xn--";
    private static readonly SearchValues<char> LowerCaseLdh =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-.");
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>The name in lower case, with U-labels, without final dot; false if DNS could not carry it.</summary>
    public static bool TryPrepare(ReadOnlySpan<char> text, [NotNullWhen(true)] out string? prepared)
    {
        prepared = null;
        // RFC 7622 §3.2: the final dot goes before all else.
        if (text is [.. var rest, '.'])
            text = rest;
        if (text.IsEmpty || text.Length > MaxInputLength)
            return false;
        if (!text.ContainsAnyExcept(LowerCaseLdh) && !text.Contains(AcePrefix, StringComparison.Ordinal))
            return AreLdhLabels(text) && (prepared = text.ToString()) is not null;
        return TryPrepareMapped(text.ToString(), out prepared);
    }

    /// <summary>A prepared name as DNS and TLS know it, with A-labels.</summary>
    public static string ToALabels(string prepared)
    {
        ArgumentNullException.ThrowIfNull(prepared);
        return Ascii.IsValid(prepared) ? prepared : string.Join('.', prepared.Split('.').Select(ToALabel));
    }

    private static bool TryPrepareMapped(string text, [NotNullWhen(true)] out string? prepared)
    {
        prepared = null;
        if (!TryMap(text, out var mapped))
            return false;
        var labels = mapped.Split('.');
        var length = labels.Length - 1;
        for (var i = 0; i < labels.Length; i++)
        {
            if (!TryToULabel(labels[i], out var label, out var encodedLength))
                return false;
            labels[i] = label;
            length += encodedLength;
        }
        if (length > MaxLength || EndsInNumber(labels[^1], labels) || !SatisfyBidiRule(labels))
            return false;
        prepared = string.Join('.', labels);
        return true;
    }

    // RFC 5895 §2: lower case, width, NFC, ideographic full stop. What IDNA already allows stays as it is, or Cherokee
    // letters, whose lower case is disallowed, could not be written at all.
    private static bool TryMap(string text, out string mapped)
    {
        mapped = text;
        if (Ascii.IsValid(text))
        {
            mapped = Mappings.ToLower(text);
            return true;
        }
        if (!UnicodeSupport.IsComplete || !Mappings.IsWellFormed(text) || !Mappings.IsCheapToNormalize(text))
            return false;
        // .NET does not normalize this noncharacter.
        if (text.Contains('\uFFFE', StringComparison.Ordinal))
            return false;
        var result = new StringBuilder(text.Length);
        foreach (var rune in Mappings.MapWidth(text).EnumerateRunes())
        {
            if (rune.Value == 0x3002)
                result.Append('.');
            else if (CodePointProperties.IsIdnaValid(rune.Value))
                result.Append(rune);
            else
                result.Append(Mappings.ToLower(rune.ToString()));
        }
        if (result is [.., '.'])
            result.Length--;
        mapped = result.ToString().Normalize(NormalizationForm.FormC);
        return true;
    }

    // RFC 7622 §3.2.1: each label is an NR-LDH label or a U-label, and A-labels are converted.
    private static bool TryToULabel(string label, out string result, out int encodedLength)
    {
        result = label;
        encodedLength = label.Length;
        if (!Ascii.IsValid(label))
        {
            // A code point takes at most two UTF-16 units and at least one octet; encoding is quadratic.
            if (label.Length > 2 * MaxLabelLength)
                return false;
            encodedLength = ToALabel(label).Length;
            return IsULabel(label, encodedLength);
        }
        if (!label.StartsWith(AcePrefix, StringComparison.Ordinal))
            return IsNonReservedLdhLabel(label);
        // RFC 5891 §5.3: the U-label must lead back to the very same A-label.
        if (label.Length > MaxLabelLength || !Punycode.TryDecode(label.AsSpan(AcePrefix.Length), out var decoded))
            return false;
        result = decoded;
        return !Ascii.IsValid(decoded) && IsULabel(decoded, encodedLength) && ToALabel(decoded) == label;
    }

    // RFC 5891 §4.2; the Bidi Rule is for the name as a whole.
    private static bool IsULabel(string label, int encodedLength)
    {
        if (encodedLength > MaxLabelLength || !HasHyphensInPlace(label) || !UnicodeSupport.IsComplete)
            return false;
        foreach (var rune in label.EnumerateRunes())
        {
            if (!CodePointProperties.IsIdnaValid(rune.Value))
                return false;
        }
        return !StartsWithMark(label)
            && label.IsNormalized(NormalizationForm.FormC)
            && ContextualRules.AreSatisfied(label);
    }

    private static bool StartsWithMark(string label) => CharUnicodeInfo.GetUnicodeCategory(label, 0)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    private static bool AreLdhLabels(ReadOnlySpan<char> name)
    {
        if (name.Length > MaxLength)
            return false;
        var rest = name;
        while (true)
        {
            var dot = rest.IndexOf('.');
            var label = dot < 0 ? rest : rest[..dot];
            if (!IsNonReservedLdhLabel(label))
                return false;
            if (dot < 0)
                return !IsNumber(label) || IsIPv4Address(name);
            rest = rest[(dot + 1)..];
        }
    }

    // RFC 5890 §2.3.1, §2.3.2.2.
    private static bool IsNonReservedLdhLabel(ReadOnlySpan<char> label) =>
        label.Length is > 0 and <= MaxLabelLength
        && HasHyphensInPlace(label)
        && !label.ContainsAnyExcept(LowerCaseLdh);

    // RFC 5891 §4.2.3.1.
    private static bool HasHyphensInPlace(ReadOnlySpan<char> label) =>
        label is not (['-', ..] or [.., '-'] or [_, _, '-', '-', ..]);

    private static bool EndsInNumber(string last, string[] labels) =>
        IsNumber(last) && !IsIPv4Address(string.Join('.', labels));

    // RFC 1123 §2.1: a host name never ends like a number. "127.1" and "0x7f.1" would be second spellings of an
    // address, as resolvers read them, so such a name has to be an address in the one form of RFC 3986 §3.2.2.
    private static bool IsNumber(ReadOnlySpan<char> label) =>
        !label.ContainsAnyExceptInRange('0', '9')
        || (label is ['0', 'x', .. var digits] && !digits.ContainsAnyExcept(HexDigits));

    private static bool IsIPv4Address(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var range in text.Split('.'))
        {
            var octet = text[range];
            if (++count > 4 || octet is ['0', _, ..] || !byte.TryParse(octet, NumberStyles.None, null, out _))
                return false;
        }
        return count == 4;
    }

    // RFC 5893 §1.4, §2: one RTL label makes it a Bidi domain name, and then every label has to satisfy the rule.
    private static bool SatisfyBidiRule(string[] labels) =>
        !Array.Exists(labels, static label => BidiRule.IsRightToLeft(label))
        || Array.TrueForAll(labels, static label => BidiRule.IsSatisfied(label));

    private static string ToALabel(string label) =>
        Ascii.IsValid(label) ? label : AcePrefix + Punycode.Encode(label);
}
