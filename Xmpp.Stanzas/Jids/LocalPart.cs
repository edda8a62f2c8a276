using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Xmpp.Stanzas.Preparation;

namespace Xmpp.Stanzas.Jids;

/// <summary>Localparts: the UsernameCaseMapped profile less a few characters (RFC 7622 §3.3).</summary>
internal static class LocalPart
{
    private const string Excluded = "\"&'/:<>@";
    private static readonly SearchValues<char> ExcludedCharacters = SearchValues.Create(Excluded);

    // ASCII that is its own prepared form.
    private static readonly SearchValues<char> PreparedCharacters = SearchValues.Create(
        [.. Enumerable.Range('!', '~' - '!' + 1).Select(c => (char)c).Where(IsPrepared)]);

    public static bool TryPrepare(ReadOnlySpan<char> text, [NotNullWhen(true)] out string? prepared)
    {
        prepared = null;
        if (text.Length is 0 or > PartLimits.MaxInputLength)
            return false;
        if (!text.ContainsAnyExcept(PreparedCharacters))
        {
            prepared = text.Length <= PartLimits.MaxOctets ? text.ToString() : null;
            return prepared is not null;
        }
        // §3.3.1 is about the result: U+FF20 is mapped to '@'.
        if (!UsernameCaseMapped.TryEnforce(text.ToString(), out var enforced)
            || enforced.AsSpan().ContainsAny(ExcludedCharacters)
            || Encoding.UTF8.GetByteCount(enforced) > PartLimits.MaxOctets)
        {
            return false;
        }
        prepared = enforced;
        return true;
    }

    private static bool IsPrepared(char c) =>
        !char.IsAsciiLetterUpper(c) && !Excluded.Contains(c, StringComparison.Ordinal);
}
