using System.Collections.Immutable;

namespace Xmpp.Server.Features.Archive;

/// <summary>What is searched for: messages that have every word. Nothing in it is an operator.</summary>
internal sealed class SearchTerms
{
    /// <summary>More words than anybody types; each costs a look-up.</summary>
    public const int MaxTerms = 16;

    /// <summary>A shorter word must be there as it is: too many begin with it.</summary>
    private const int MinBeginning = 3;

    private SearchTerms(ImmutableArray<(string Word, bool IsBeginning)> all) => All = all;

    /// <summary>The words, and whether those count that only begin so; none where the text has none, which nothing matches.</summary>
    public ImmutableArray<(string Word, bool IsBeginning)> All { get; }

    /// <summary>Null for more words than are looked for.</summary>
    public static SearchTerms? Read(string text)
    {
        string[] words = [.. SearchWords.Of(text).Distinct().Take(MaxTerms + 1)];
        return words.Length > MaxTerms ? null : new([.. words.Select(word => (word, word.Length >= MinBeginning))]);
    }

    public bool Match(IReadOnlyCollection<string> words)
    {
        foreach (var (term, isBeginning) in All)
        {
            if (!words.Any(word => isBeginning ? word.StartsWith(term, StringComparison.Ordinal) : word == term))
                return false;
        }
        return All.Length > 0;
    }
}
