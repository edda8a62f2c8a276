using System.Buffers;
using System.Text;

namespace Xmpp.Stanzas.Preparation;

/// <summary>The string classes of PRECIS (RFC 8264 §4): which code points may be in a string at all.</summary>
internal static class StringClass
{
    /// <summary>RFC 8264 §4.2, without the contextual rules.</summary>
    public static bool IsIdentifier(ReadOnlySpan<char> text) =>
        ConsistsOf(text, static codePoint => CodePointProperties.Precis(codePoint)
            is DerivedProperty.ProtocolValid or DerivedProperty.ContextualRuleRequired);

    /// <summary>RFC 8264 §4.3, without the contextual rules.</summary>
    public static bool IsFreeform(ReadOnlySpan<char> text) =>
        ConsistsOf(text, static codePoint => CodePointProperties.Precis(codePoint)
            is DerivedProperty.ProtocolValid or DerivedProperty.ContextualRuleRequired
            or DerivedProperty.FreeformValid);

    // A lone surrogate is no code point that a string class could allow.
    private static bool ConsistsOf(ReadOnlySpan<char> text, Func<int, bool> isAllowed)
    {
        while (!text.IsEmpty)
        {
            var status = Rune.DecodeFromUtf16(text, out var rune, out var length);
            if (status != OperationStatus.Done || !isAllowed(rune.Value))
                return false;
            text = text[length..];
        }
        return true;
    }
}
