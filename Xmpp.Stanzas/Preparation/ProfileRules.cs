using System.Diagnostics.CodeAnalysis;

namespace Xmpp.Stanzas.Preparation;

/// <summary>Applies the rules of a profile until they change nothing any more (RFC 8264 §7).</summary>
internal static class ProfileRules
{
    // RFC 8264 §7: three more times after the first.
    private const int MaxApplications = 4;

    /// <param name="text">The string, of any length and content.</param>
    /// <param name="apply">One application of the rules; null says that the string does not conform.</param>
    /// <param name="enforced">The stable result, never empty.</param>
    public static bool TryEnforce(string text, Func<string, string?> apply, [NotNullWhen(true)] out string? enforced)
    {
        enforced = null;
        if (text.Length > Mappings.MaxInputLength || !UnicodeSupport.IsComplete || !Mappings.IsCheapToNormalize(text))
            return false;
        var current = text;
        for (var i = 0; i < MaxApplications; i++)
        {
            var next = apply(current);
            if (string.IsNullOrEmpty(next))
                return false;
            if (next == current)
            {
                enforced = next;
                return true;
            }
            current = next;
        }
        return false;
    }
}
