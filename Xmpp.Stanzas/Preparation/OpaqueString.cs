using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Xmpp.Stanzas.Preparation;

/// <summary>The OpaqueString profile of the PRECIS FreeformClass (RFC 8265 §4.2).</summary>
public static class OpaqueString
{
    /// <summary>The form in which passwords and resourceparts are compared; false if there is none.</summary>
    public static bool TryEnforce(string text, [NotNullWhen(true)] out string? enforced)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length is > 0 and <= Mappings.MaxInputLength && !text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            enforced = text;
            return true;
        }
        return ProfileRules.TryEnforce(text, Apply, out enforced);
    }

    // §4.2.1, then §4.2.2 in its order: spaces, NFC; neither width nor case is mapped, and there is no Bidi Rule.
    private static string? Apply(string text)
    {
        if (!StringClass.IsFreeform(text))
            return null;
        var normalized = Mappings.MapSpaces(text).Normalize(NormalizationForm.FormC);
        return ContextualRules.AreSatisfied(normalized) ? normalized : null;
    }
}
