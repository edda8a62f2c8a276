using System.Net;
using Xmpp.Tests.Certificates;
using Xmpp.Tests.Wire;

namespace Xmpp.Tests.Commands;

/// <summary>The program reads its configuration again: by command, by SIGHUP, and not when it is wrong.</summary>
[Case("OPS-07")]
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
[Category("Program")]
public class ReloadCommandTests
{
    private TemporaryDirectory _directory;

    private string File => _directory["server.toml"];

    [SetUp]
    public void SetUp() => _directory = new TemporaryDirectory();

    [TearDown]
    public void TearDown() => _directory.Dispose();

    [Test, CancelAfter(120_000)]
    public async Task A_mistake_changes_nothing_and_is_named_with_its_line()
    {
        await WriteAsync("[limits]\nroster_items = 10\n");
        using var server = await ServerProcess.RunAsync(_directory["data"], ("XMPP_CONFIG", File));

        await WriteAsync("[limits]\nroster_items = 11\nstorage = 3\n[log]\nlevel = \"loud\"\n");
        await server.HupAsync();
        await SaysAsync(server, "server.toml:5");
        Assert.That(server.Output, Does.Contain("configuration not taken, the old one stays in force: ").And.Contain("server.toml:3"));
        Assert.That(server.Output, Does.Not.Contain("configuration read again"));
        var (status, output) = await CommandAsync();
        Assert.That(status, Is.EqualTo(78));
        Assert.That(output, Does.Contain("server.toml:3"));

        await WriteAsync("[limits]\nroster_items = 12\n[storage]\nreaders = 2\n");
        await server.HupAsync();
        await SaysAsync(server, "configuration read again changed=1 keys=limits.roster_items");
        await SaysAsync(server, "configuration that waits for the next start: storage.readers");

        await WriteAsync("[limits]\nroster_items = 13\n[storage]\nreaders = 2\n");
        Assert.That(await CommandAsync(), Is.EqualTo((0, "changed: limits.roster_items\nwaits for a restart: storage.readers\n")));
        await WriteAsync("[limits]\nroster_items = 13\n");
        Assert.That(await CommandAsync(), Is.EqualTo((0, "nothing has changed\n")));
        Assert.That(await server.StopAsync(), Is.Zero);
        Assert.That(await CommandAsync(), Is.EqualTo((1, "xmppserver: the server is not running\n")));
    }

    [Test, Case("OPS-11"), Spec("RFC 6120", "4.9.3.5"), CancelAfter(120_000)]
    public async Task Hosts_come_and_go_and_a_mistake_changes_none(CancellationToken ct)
    {
        static string Host(string name) => $"[[hosts]]\nname = \"{name}\"\n";
        await WriteAsync(Host("capulet.example") + Host("verona.example"));
        using var server = await ServerProcess.RunAsync(_directory["data"], ("XMPP_CONFIG", File));
        var port = (await ServerProcess.PortsAsync(_directory["data"]))[0];
        await using var stays = await OpenAsync(port, "capulet.example", ct);
        await using var goes = await OpenAsync(port, "verona.example", ct);
        Assert.That(await CommandAsync("x\n", "user", "add", "romeo@verona.example"), Is.EqualTo((0, "romeo@verona.example created\n")));

        await WriteAsync(Host("capulet.example") + Host("ferrara.example") + "certificate = \"nowhere.pem\"\n");
        var (status, output) = await CommandAsync();
        Assert.That((status, output.Contains("server.toml:5:", StringComparison.Ordinal)), Is.EqualTo((1, true)), output);
        Assert.That(output, Does.Contain("nowhere.pem"));
        await WriteAsync(Host("capulet.example") + "[limits]\nstorage = 3\n");
        Assert.That((await CommandAsync()).Status, Is.EqualTo(78));
        await using (await OpenAsync(port, "verona.example", ct)) // still a host, and nobody was sent away
            Assert.That(server.Output, Does.Not.Contain("host-gone").And.Not.Contain("host added").And.Not.Contain("host removed"));

        await WriteAsync(Host("capulet.example") + "certificate = \"nowhere.pem\"\n" + Host("verona.example"));
        (status, output) = await CommandAsync();
        Assert.That((status, output.Contains("server.toml:3:", StringComparison.Ordinal)), Is.EqualTo((1, true)), output);

        await WriteAsync(Host("capulet.example") + Host("ferrara.example"));
        Assert.That(await CommandAsync(), Is.EqualTo((0, "changed: hosts[ferrara.example] (new)\nchanged: hosts[verona.example] (no longer there)\n")));
        Assert.That(await ConditionAsync(goes, ct), Is.EqualTo("host-gone"));
        await SaysAsync(server, "host removed, its data stays host=verona.example");
        Assert.That(await CommandAsync("x\n", "user", "add", "mercutio@ferrara.example"), Is.EqualTo((0, "mercutio@ferrara.example created\n")));
        Assert.That((await CommandAsync("x\n", "user", "add", "nurse@verona.example")).Status, Is.EqualTo(1));
        await using (await OpenAsync(port, "ferrara.example", ct))
            await stays.SendAsync("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>", ct);
        Assert.That((await stays.NextAsync(ct)).Element?.Name.LocalName, Is.EqualTo("proceed"));

        await WriteAsync(Host("verona.example"));
        await server.HupAsync();
        await SaysAsync(server, "host removed, its data stays host=ferrara.example");
        Assert.That((await CommandAsync(null, "user", "list")).Output, Does.StartWith("romeo@verona.example\t"), "it was kept");
        Assert.That(await server.StopAsync(), Is.Zero);
    }

    [Test, Case("OPS-01"), Case("OPS-11"), CancelAfter(120_000)]
    public async Task A_host_that_stays_has_another_certificate_and_other_admins(CancellationToken ct)
    {
        const string Host = "[[hosts]]\nname = \"capulet.example\"\n";
        await WriteAsync(Host);
        using var server = await ServerProcess.RunAsync(_directory["data"], ("XMPP_CONFIG", File));
        var port = (await ServerProcess.PortsAsync(_directory["data"]))[0];
        await using var stays = await OpenAsync(port, "capulet.example", ct);
        var now = TimeProvider.System.GetUtcNow();
        using var authority = new TestAuthority(now);
        var (certificate, key) = authority.Issue(now.AddDays(-1), now.AddDays(30), "capulet.example");
        await System.IO.File.WriteAllTextAsync(_directory["both.pem"], certificate + key, ct);

        await WriteAsync(Host + "certificate = \"both.pem\"\nadmins = [\"romeo@capulet.example\"]\n");
        Assert.That(await CommandAsync(), Is.EqualTo((0, "changed: hosts[capulet.example].certificate\nchanged: hosts[capulet.example].admins\n")));
        Assert.That((await CommandAsync(null, "operation", "certificates.list")).Output, Does.Contain("Test Intermediate"));
        Assert.That(await CommandAsync("x\n", "user", "add", "romeo@capulet.example"), Is.EqualTo((0, "romeo@capulet.example created\n")));
        Assert.That((await CommandAsync(null, "operation", "accounts.show", "jid=romeo@capulet.example")).Output, Does.Match("role\\W+admin"));
        await stays.SendAsync("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>", ct);
        Assert.That((await stays.NextAsync(ct)).Element?.Name.LocalName, Is.EqualTo("proceed"));
        await stays.StartTlsAsync("capulet.example", ct);
        Assert.That(stays.Tls!.RemoteCertificate!.Issuer, Is.EqualTo("CN=Test Intermediate"));

        // Reload after reload, and the end in the middle of it.
        for (var i = 0; i < 5; i++)
        {
            await WriteAsync(Host + (i % 2 == 0 ? "[[hosts]]\nname = \"verona.example\"\n" : ""));
            await server.HupAsync();
        }
        Assert.That(await server.StopAsync(), Is.Zero);
        Assert.That(server.Output, Does.Not.Contain("work failed").And.Not.Contain("fault of this program"));
    }

    private static async Task<WireConnection> OpenAsync(int port, string host, CancellationToken ct)
    {
        var connection = await WireConnection.ConnectAsync(host, new IPEndPoint(IPAddress.Loopback, port), ct);
        await WireLogin.OpenStreamAsync(connection, host, ct);
        return connection;
    }

    private static async Task<string?> ConditionAsync(WireConnection connection, CancellationToken ct) =>
        (await connection.NextAsync(ct)).Element?.Elements().First().Name.LocalName;

    private Task<(int Status, string Output)> CommandAsync() => CommandAsync(null, "reload");

    private Task<(int Status, string Output)> CommandAsync(string? input, params string[] arguments) =>
        ServerProcess.CommandAsync(_directory["data"], input, arguments, ("XMPP_CONFIG", File));

    private Task WriteAsync(string text) => System.IO.File.WriteAllTextAsync(File, text);

    private static async Task SaysAsync(ServerProcess server, string words)
    {
        for (var i = 0; i < 600 && !server.Output.Contains(words, StringComparison.Ordinal); i++)
            await Task.Delay(50);
        Assert.That(server.Output, Does.Contain(words));
    }
}
