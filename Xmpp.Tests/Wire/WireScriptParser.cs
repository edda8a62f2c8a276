using System.Text.RegularExpressions;

namespace Xmpp.Tests.Wire;

/// <summary>Reads a script. Everything it does not know is an error that names the line: a typing error must not pass.</summary>
public sealed partial class WireScriptParser
{
    private readonly string file;
    private readonly string[] lines;
    private readonly WireHead head;
    private readonly List<WireStep> steps = [];
    private readonly List<string> specs = [];
    private readonly List<string> cases = [];
    private int at;

    private WireScriptParser(string file, string text)
    {
        this.file = file;
        lines = text.ReplaceLineEndings("\n").Split('\n');
        head = new WireHead(file);
    }

    /// <exception cref="WireSyntaxException"/>
    public static WireScript Parse(string file, string text) => new WireScriptParser(file, text).Read();

    private WireScript Read()
    {
        ReadSteps(steps.Add, inBraces: false);
        return new WireScript
        {
            File = file,
            Document = head.Document,
            Config = head.Config,
            Hosts = head.Hosts.Count > 0 ? head.Hosts : ["capulet.example"],
            Accounts = head.Accounts,
            Components = head.Components,
            Names = head.Names,
            Steps = steps,
            BothEngines = head.BothEngines,
            KnowsArchive = lines.Any(line => line.Contains("'urn:xmpp:sid:0'")),
            Specs = specs,
            Cases = cases,
        };
    }

    private void ReadSteps(Action<WireStep> add, bool inBraces)
    {
        while (at < lines.Length)
        {
            var number = at + 1;
            var line = lines[at++].Trim();
            if (line.Length == 0)
                continue;
            if (line[0] == '#')
                head.Comment(line);
            else if (line == "}" && inBraces)
                return;
            else if (line == "{" && !inBraces)
                add(AnyOrder(number));
            else if (steps.Count > 0 || !head.TryRead(number, line))
                add(Step(number, line));
        }
        if (inBraces)
            throw Wrong(at, "no } for the last {");
    }

    private WireStep.AnyOrder AnyOrder(int number)
    {
        var expected = new List<WireStep.Expect>();
        ReadSteps(step => expected.Add(step as WireStep.Expect
            ?? throw Wrong(step.Line, "only <- lines stand between { and }")), inBraces: true);
        return new(number, expected);
    }

    private WireStep Step(int number, string line)
    {
        if (SectionLine().Match(line) is { Success: true } section)
            return Section(number, section);
        if (line.StartsWith("given ", StringComparison.Ordinal))
            return new WireStep.Given(number, WireGivenParser.Parse(file, number, line[6..], head.Names));
        if (ClockLine().Match(line) is { Success: true } clock)
            return new WireStep.Clock(number, Duration(clock));
        if (line.StartsWith("clock ", StringComparison.Ordinal))
            throw Wrong(number, "clock takes +5m, +1h30m, +10s, +2d");
        if (line == "server restarts")
            return new WireStep.Restart(number);
        if (ArrowLine().Match(line) is { Success: true } arrow)
            return Arrow(number, Known(number, arrow.Groups[1].Value), arrow.Groups[2].Value, arrow.Groups[3].Value);
        if (ActLine().Match(line) is { Success: true } act)
            return new WireStep.Act(number, Known(number, act.Groups[1].Value).Name, Act(number, act.Groups[2].Value));
        throw Wrong(number, $"not a line of a wire script: {line}");
    }

    private WireStep.Section Section(int number, Match section)
    {
        var document = section.Groups["document"].Success ? section.Groups["document"].Value : head.Document;
        if (document is null)
            throw Wrong(number, "a section needs its document: here, or '# RFC 6121: …' as the first line");
        specs.Add($"{document} §{section.Groups["number"].Value}");
        cases.AddRange(CaseId().Matches(section.Groups["title"].Value).Select(m => m.Value));
        return new(number, section.Value);
    }

    private WireStep Arrow(int number, WireName name, string arrow, string rest)
    {
        switch (arrow)
        {
            case "|" when rest == "silence":
                return new WireStep.Silence(number, name.Name);
            case "|":
                throw Wrong(number, $"'{name.Name} | {rest}': only silence is known");
            case ">>":
                return new WireStep.Send(number, name.Name, Indented(rest));
            case "->":
                return new WireStep.Send(number, name.Name,
                    IsOfStanzas(name) ? Balanced(number, rest) : Indented(rest));
            default:
                var text = IsOfStanzas(name) && rest != "closed" && rest != "</stream:stream>"
                    ? Balanced(number, rest)
                    : Indented(rest);
                return new WireStep.Expect(number, name.Name, Pattern(number, text));
        }
    }

    private static bool IsOfStanzas(WireName name) => name.Kind is WireNameKind.Client or WireNameKind.Component;

    private WirePattern Pattern(int number, string text)
    {
        try
        {
            return WirePatternParser.Parse(text);
        }
        catch (FormatException e)
        {
            throw Wrong(number, e.Message);
        }
    }

    private string Balanced(int number, string text)
    {
        if (!text.StartsWith('<'))
            throw Wrong(number, $"a stanza is expected, not '{text}' (>> sends anything)");
        int? depth;
        while ((depth = XmlBalance.Depth(text)) is null or > 0)
        {
            if (at == lines.Length || lines[at].Trim().Length == 0)
                throw Wrong(number, "the stanza does not end");
            text += "\n" + lines[at++].Trim();
        }
        if (depth < 0)
            throw Wrong(number, "more end tags than start tags");
        var behind = text[(text.LastIndexOf('>') + 1)..].Trim();
        if (behind.Length > 0 && behind[0] != '#')
            throw Wrong(number, $"text behind the stanza: {behind}");
        return text[..(text.LastIndexOf('>') + 1)];
    }

    private string Indented(string text)
    {
        while (at < lines.Length && lines[at].Length > 0 && char.IsWhiteSpace(lines[at][0]) && lines[at].Trim() is { Length: > 0 } more
            && !InsideBraces(more))
        {
            text += "\n" + more;
            at++;
        }
        return text;
    }

    // Lines between braces are indented too, and begin something new.
    private bool InsideBraces(string line) =>
        line == "}" || (ArrowLine().Match(line) is { Success: true } arrow && head.Names.ContainsKey(arrow.Groups[1].Value));

    private WireName Known(int number, string name) =>
        head.Names.GetValueOrDefault(name) ?? throw Wrong(number, $"nobody is called '{name}'");

    private WireAct Act(int number, string verb) => verb switch
    {
        "drops" => WireAct.Drops,
        "closes" => WireAct.Closes,
        "connects" => WireAct.Connects,
        "reconnects" => WireAct.Reconnects,
        "starts tls" => WireAct.StartsTls,
        "resumes" => throw Wrong(number, "'resumes' needs stream management (XEP-0198), which scripts cannot do yet"),
        _ => throw Wrong(number, $"nobody can '{verb}'"),
    };

    private static TimeSpan Duration(Match clock)
    {
        var total = TimeSpan.Zero;
        foreach (Capture part in clock.Groups[1].Captures)
        {
            var count = int.Parse(part.ValueSpan[..^1]);
            total += part.Value[^1] switch
            {
                's' => TimeSpan.FromSeconds(count),
                'm' => TimeSpan.FromMinutes(count),
                'h' => TimeSpan.FromHours(count),
                _ => TimeSpan.FromDays(count),
            };
        }
        return total;
    }

    private WireSyntaxException Wrong(int number, string problem) => new(file, number, problem);

    [GeneratedRegex(@"^(?:(?<document>RFC \d+|XEP-\d+) )?§(?<number>[A-Z0-9][A-Za-z0-9.]*)\s+(?<title>\S.*)$")]
    private static partial Regex SectionLine();

    [GeneratedRegex(@"^clock \+(\d+[smhd])+$")]
    private static partial Regex ClockLine();

    [GeneratedRegex(@"^(\w+)\s*(->|<-|>>|\|)\s*(.*)$", RegexOptions.Singleline)]
    private static partial Regex ArrowLine();

    [GeneratedRegex(@"^(\w+)\s+(\w+(?: tls)?)$")]
    private static partial Regex ActLine();

    [GeneratedRegex(@"\b[A-Z]{2,5}-\d\d\b(?!\d)")]
    private static partial Regex CaseId();
}
