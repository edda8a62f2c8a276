using System.Text.RegularExpressions;

namespace Xmpp.Tests.Wire;

/// <summary>Reads "juliet and nurse subscribed both ways, both available".</summary>
internal static partial class WireGivenParser
{
    public static IReadOnlyList<WireGiven> Parse(
        string file, int number, string text, IReadOnlyDictionary<string, WireName> names)
    {
        var sentences = new List<WireGiven>();
        IReadOnlyList<string> before = [];
        foreach (var part in text.Split(','))
        {
            var match = Sentence().Match(part.Trim());
            if (!match.Success)
                throw new WireSyntaxException(file, number, $"given does not know '{part.Trim()}'; it knows "
                    + "'… available', '… roster got', 'a and b subscribed both ways', 'a subscribed to b'");
            var who = match.Groups["who"].Value switch
            {
                "both" => before,
                "all" => [.. names.Values.Where(n => n.Kind == WireNameKind.Client && !n.Later).Select(n => n.Name)],
                var list => list.Split(" and "),
            };
            var sentence = Read(match, who);
            foreach (var name in sentence.Names.Where(n => !names.ContainsKey(n)))
                throw new WireSyntaxException(file, number, $"nobody is called '{name}'");
            if (sentence.Names.Count == 0 || (sentence.Kind == WireGivenKind.SubscribedBothWays && sentence.Names.Count != 2)
                || (sentence.Kind == WireGivenKind.SubscribedTo && sentence.Names.Count != 2))
                throw new WireSyntaxException(file, number, $"who is meant in '{part.Trim()}'?");
            sentences.Add(sentence);
            before = sentence.Names;
        }
        return sentences;
    }

    private static WireGiven Read(Match match, IReadOnlyList<string> who) => match.Groups["what"].Value switch
    {
        "available" => new(WireGivenKind.Available, who),
        "roster got" => new(WireGivenKind.RosterGot, who),
        "subscribed both ways" => new(WireGivenKind.SubscribedBothWays, who),
        _ => new(WireGivenKind.SubscribedTo, [.. who, match.Groups["to"].Value]),
    };

    [GeneratedRegex(@"^(?<who>\w+(?: and \w+)*) (?<what>available|roster got|subscribed both ways|subscribed to (?<to>\w+))$")]
    private static partial Regex Sentence();
}
