using System.Text.Json;
using System.Text.RegularExpressions;
using Xmpp.Tests.Configuration;

namespace Xmpp.Tests.Deploy;

/// <summary>The dashboard and the alerts that we ship ask for metrics, labels and label values that the server has.</summary>
[Case("OPS-10")]
public partial class GrafanaDashboardTests
{
    private JsonElement _dashboard;
    private List<JsonElement> _panels;
    private ScrapedMetrics _metrics;

    [OneTimeSetUp]
    public async Task SetUpAsync()
    {
        _dashboard = JsonDocument.Parse(await File.ReadAllTextAsync(RepositoryRoot.File("deploy/grafana/xmppserver.json"))).RootElement;
        _panels = [.. _dashboard.GetProperty("panels").EnumerateArray()];
        _metrics = await ScrapedMetrics.OfRunningServerAsync();
    }

    [Test]
    public void The_dashboard_can_be_imported()
    {
        foreach (var name in new[] { "title", "uid", "schemaVersion", "templating", "time", "panels" })
            Assert.That(_dashboard.TryGetProperty(name, out _), name);
        Assert.That(_panels.Select(panel => panel.GetProperty("id").GetInt32()), Is.Unique);
        foreach (var panel in _panels)
        {
            var place = panel.GetProperty("gridPos");
            Assert.That(place.GetProperty("x").GetInt32() + place.GetProperty("w").GetInt32(), Is.LessThanOrEqualTo(24));
            Assert.That(panel.GetProperty("title").GetString(), Is.Not.Empty);
            if (panel.GetProperty("type").GetString() == "row")
                continue;
            Assert.That(panel.GetProperty("datasource").GetProperty("uid").GetString(), Is.EqualTo("${datasource}"));
            Assert.That(panel.GetProperty("targets").EnumerateArray().Select(target => target.GetProperty("refId").GetString()), Is.Unique);
        }
        Assert.That(Overlaps(), Is.Empty);
    }

    [Test]
    public void Every_panel_asks_for_what_there_is()
    {
        var wrong = Expressions().SelectMany(e => _metrics.WrongIn(e.Expression).Select(what => $"{e.Title}: {what}"));
        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void Every_metric_of_ours_is_on_the_dashboard()
    {
        var shown = string.Join(' ', Expressions().Select(e => e.Expression));
        var hidden = _metrics.Names.Where(name => name.StartsWith("xmpp_", StringComparison.Ordinal))
            .Select(name => Suffix().Replace(name, ""))
            .Distinct()
            .Where(name => !shown.Contains(name, StringComparison.Ordinal));
        Assert.That(hidden, Is.Empty, "a panel of deploy/grafana/xmppserver.json should show these");
    }

    [Test]
    public async Task Every_alert_asks_for_what_there_is()
    {
        var rules = await File.ReadAllTextAsync(RepositoryRoot.File("deploy/prometheus/alerts.yml"));
        Assert.That(_metrics.WrongIn(Templates().Replace(rules, "")), Is.Empty);
    }

    private IEnumerable<(string Title, string Expression)> Expressions() =>
        from panel in _panels
        where panel.TryGetProperty("targets", out _)
        from target in panel.GetProperty("targets").EnumerateArray()
        select (panel.GetProperty("title").GetString()!, target.GetProperty("expr").GetString()!);

    private IEnumerable<string> Overlaps()
    {
        HashSet<(int, int)> taken = [];
        foreach (var panel in _panels)
        {
            var place = panel.GetProperty("gridPos");
            var (x, y) = (place.GetProperty("x").GetInt32(), place.GetProperty("y").GetInt32());
            for (var i = x; i < x + place.GetProperty("w").GetInt32(); i++)
            {
                for (var j = y; j < y + place.GetProperty("h").GetInt32(); j++)
                {
                    if (!taken.Add((i, j)))
                        yield return panel.GetProperty("title").GetString()!;
                }
            }
        }
    }

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex Suffix();

    // Words for people, with {{ $labels.instance }}, are no expressions.
    [GeneratedRegex(@"^ +(summary|description): .*$|^ +labels: .*$", RegexOptions.Multiline)]
    private static partial Regex Templates();
}
