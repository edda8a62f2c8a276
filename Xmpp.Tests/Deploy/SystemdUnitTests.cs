using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Xmpp.Tests.Certificates;
using Xmpp.Tests.Configuration;

namespace Xmpp.Tests.Deploy;

/// <summary>The unit that we ship, in systemd's own judgement.</summary>
public partial class SystemdUnitTests
{
    [Test]
    public async Task Systemd_understands_every_line()
    {
        using var directory = new TemporaryDirectory();
        var unit = await File.ReadAllTextAsync(RepositoryRoot.File("deploy/xmppserver.service"));
        Assert.That(unit, Does.Contain("/opt/xmppserver/xmppserver"));
        // The program is where these tests have it.
        unit = unit.Replace("/opt/xmppserver/xmppserver", "/bin/true");
        await File.WriteAllTextAsync(directory["xmppserver.service"], unit);
        var (status, output) = await RunAsync("verify", directory["xmppserver.service"]);
        // It may also find fault with what it depends on, which is not ours.
        Assert.That(output.Split('\n').Where(line => line.Contains("xmppserver", StringComparison.Ordinal)), Is.Empty);
        Assert.That(status, Is.Zero, output);
    }

    [Test]
    public async Task It_gives_the_program_hardly_anything()
    {
        var (_, output) = await RunAsync("security", "--offline=true", "--no-pager", RepositoryRoot.File("deploy/xmppserver.service"));
        var exposure = Exposure().Match(output);
        Assert.That(exposure.Success, output);
        Assert.That(double.Parse(exposure.Groups[1].Value, CultureInfo.InvariantCulture), Is.LessThan(2.0));
    }

    private static async Task<(int Status, string Output)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("systemd-analyze", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await error);
    }

    [GeneratedRegex(@"Overall exposure level for xmppserver\.service: ([0-9.]+)")]
    private static partial Regex Exposure();
}
