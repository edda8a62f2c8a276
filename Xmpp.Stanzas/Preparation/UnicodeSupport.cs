using System.Text;

namespace Xmpp.Stanzas.Preparation;

/// <summary>Whether this process can prepare text outside ASCII at all.</summary>
public static class UnicodeSupport
{
    /// <summary>
    /// False where .NET runs without ICU (invariant globalization) or with one older than 70: it would not normalize
    /// or lower-case what another host does, so one name could become two accounts. Text outside ASCII is refused then.
    /// </summary>
    public static bool IsComplete { get; } =
        "e\u0301".Normalize(NormalizationForm.FormC) == "\u00E9"
        && Rune.ToLowerInvariant(new Rune(0x10570)).Value == 0x10597;
}
