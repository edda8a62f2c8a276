using System.Diagnostics.CodeAnalysis;
using System.Text;
using Xmpp.Stanzas.Preparation;

namespace Xmpp.Stanzas.Jids;

/// <summary>Resourceparts: the OpaqueString profile (RFC 7622 §3.4).</summary>
internal static class ResourcePart
{
    public static bool TryPrepare(ReadOnlySpan<char> text, [NotNullWhen(true)] out string? prepared)
    {
        prepared = null;
        if (text.Length is 0 or > PartLimits.MaxInputLength)
            return false;
        // §3.5 table 2, example 18: no leading space. OpaqueString alone would allow it, as it does one at the end.
        if (!OpaqueString.TryEnforce(text.ToString(), out var enforced)
            || enforced[0] == ' '
            || Encoding.UTF8.GetByteCount(enforced) > PartLimits.MaxOctets)
        {
            return false;
        }
        prepared = enforced;
        return true;
    }
}
