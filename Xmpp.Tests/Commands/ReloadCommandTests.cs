using Xmpp.Tests.Certificates;

namespace Xmpp.Tests.Commands;

/// <summary>The program reads its configuration again: by command, by SIGHUP, and not when it is wrong.</summary>
[Case("OPS-07")]
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
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

    private Task<(int Status, string Output)> CommandAsync() =>
        ServerProcess.CommandAsync(_directory["data"], null, ["reload"], ("XMPP_CONFIG", File));

    private Task WriteAsync(string text) => System.IO.File.WriteAllTextAsync(File, text);

    private static async Task SaysAsync(ServerProcess server, string words)
    {
        for (var i = 0; i < 600 && !server.Output.Contains(words, StringComparison.Ordinal); i++)
            await Task.Delay(50);
        Assert.That(server.Output, Does.Contain(words));
    }
}
