using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using Xmpp.Server.Commands;
using Xmpp.Server.Configuration;
using Xmpp.Tests.Certificates;

namespace Xmpp.Tests.Deploy;

/// <summary>What <c>/metrics</c> of a running server has: names, their labels, and the values of these.</summary>
internal sealed partial class ScrapedMetrics
{
    private static readonly string[] s_added = ["instance", "job"]; // by Prometheus

    private readonly Dictionary<string, Dictionary<string, HashSet<string>>> _labels = [];

    private ScrapedMetrics(string text)
    {
        foreach (Match line in Line().Matches(text))
        {
            var name = line.Groups["name"].Value;
            if (!_labels.TryGetValue(name, out var labels))
                _labels[name] = labels = [];
            foreach (Match label in Label().Matches(line.Groups["labels"].Value))
            {
                if (!labels.TryGetValue(label.Groups["name"].Value, out var values))
                    labels[label.Groups["name"].Value] = values = [];
                values.Add(label.Groups["value"].Value);
            }
        }
    }

    public IEnumerable<string> Names => _labels.Keys;

    public static async Task<ScrapedMetrics> OfRunningServerAsync()
    {
        using var directory = new TemporaryDirectory();
        ListenEndpoint[] any = [new ListenEndpoint("127.0.0.1", 0)];
        var options = new ServerOptions
        {
            DataDirectory = directory.Path,
            Listeners = new ListenerOptions { C2s = any, C2sTls = any, S2s = any, S2sTls = any, Https = any, Http = any, Components = any },
            Http = new HttpOptions { Listen = any },
            Storage = new DatabaseOptions { Path = ":memory:" },
        };
        await using var server = await RunningServer.StartAsync(
            options, null, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        using var http = new HttpClient();
        return new ScrapedMetrics(await http.GetStringAsync(new Uri(server.OperatorAddresses[0], "metrics")));
    }

    /// <summary>What an expression, or a file of rules, names that is not there.</summary>
    public IEnumerable<string> WrongIn(string expression)
    {
        var found = 0;
        foreach (Match use in Use().Matches(expression))
        {
            found++;
            var name = use.Groups["name"].Value;
            if (!_labels.TryGetValue(name, out var labels))
            {
                yield return $"no metric {name}";
                continue;
            }
            foreach (Match matcher in Matcher().Matches(use.Groups["labels"].Value))
            {
                var label = matcher.Groups["name"].Value;
                if (s_added.Contains(label))
                    continue;
                if (!labels.TryGetValue(label, out var values))
                    yield return $"{name} has no label {label}";
                else if (!matcher.Groups["value"].Value.Split('|').All(values.Contains))
                    yield return $"{name} has no {label} {matcher.Groups["value"].Value}";
            }
            foreach (var label in Grouping(expression).Where(label => !s_added.Contains(label) && !labels.ContainsKey(label)))
                yield return $"{name} has no label {label}";
        }
        if (found == 0)
            yield return $"no metric at all in {expression}";
    }

    // In a file of rules it is not known which belongs to which.
    private static IEnumerable<string> Grouping(string expression) => expression.Contains('\n', StringComparison.Ordinal)
        ? []
        : By().Matches(expression).SelectMany(by => by.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries));

    [GeneratedRegex(@"^(?<name>\w+)(\{(?<labels>.*)\})? \S+$", RegexOptions.Multiline)]
    private static partial Regex Line();

    [GeneratedRegex(@"(?<name>\w+)=""(?<value>(?:[^""\\]|\\.)*)""")]
    private static partial Regex Label();

    [GeneratedRegex(@"\b(?<name>(xmpp|dotnet|process)_\w+)(\{(?<labels>[^}]*)\})?")]
    private static partial Regex Use();

    [GeneratedRegex(@"(?<name>\w+)(=|!=|=~|!~)""(?<value>[^""]*)""")]
    private static partial Regex Matcher();

    [GeneratedRegex(@"\bby \(([^)]*)\)")]
    private static partial Regex By();
}
