using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Xmpp.Stanzas.Preparation;

/// <summary>The UsernameCaseMapped profile of the PRECIS IdentifierClass (RFC 8265 §3.3).</summary>
public static class UsernameCaseMapped
{
    /// <summary>The form in which names are compared and stored; false if the string is no userpart.</summary>
    public static bool TryEnforce(string text, [NotNullWhen(true)] out string? enforced)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length is > 0 and <= Mappings.MaxInputLength && !text.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            enforced = Mappings.ToLower(text);
            return true;
        }
        return ProfileRules.TryEnforce(text, Apply, out enforced);
    }

    // §3.3.2, then §3.3.3 in its order. The contextual rules look at the result (RFC 8264 §7 rule 6): "L·L" is "l·l".
    private static string? Apply(string text)
    {
        if (!Mappings.IsWellFormed(text))
            return null;
        var wide = Mappings.MapWidth(text);
        if (!StringClass.IsIdentifier(wide))
            return null;
        var normalized = Mappings.ToLower(wide).Normalize(NormalizationForm.FormC);
        if (BidiRule.IsRightToLeft(normalized) && !BidiRule.IsSatisfied(normalized))
            return null;
        return ContextualRules.AreSatisfied(normalized) ? normalized : null;
    }
}
