using System.Diagnostics;
using System.Text.RegularExpressions;
using Xmpp.Tests.Configuration;

namespace Xmpp.Tests.Deploy;

/// <summary>The alerts that we ship, in Debian's promtool.</summary>
[Category("Program")]
public partial class PrometheusAlertTests
{
    private static readonly string s_folder = RepositoryRoot.File("deploy/prometheus");

    [TestCase("check rules alerts.yml")]
    [TestCase("test rules alerts.test.yml")]
    public async Task Promtool_is_content(string arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("promtool", arguments)
        {
            WorkingDirectory = s_folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync() + await error;
        await process.WaitForExitAsync();
        Assert.That(process.ExitCode, Is.Zero, output);
        Assert.That(output, Does.Contain("SUCCESS"));
    }

    [Test]
    public async Task Every_alert_has_a_test_in_which_it_fires()
    {
        var alerts = Alert().Matches(await File.ReadAllTextAsync(Path.Combine(s_folder, "alerts.yml"))).Select(match => match.Groups[1].Value);
        var fired = Fired().Matches(await File.ReadAllTextAsync(Path.Combine(s_folder, "alerts.test.yml"))).Select(match => match.Groups[1].Value);
        Assert.That(alerts, Is.Not.Empty);
        Assert.That(alerts.Except(fired), Is.Empty);
    }

    [GeneratedRegex(@"- alert: (\w+)")]
    private static partial Regex Alert();

    [GeneratedRegex(@"alertname: (\w+)\s+exp_alerts:\s+- exp_labels")]
    private static partial Regex Fired();
}
