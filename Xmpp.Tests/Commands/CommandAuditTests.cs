using Xmpp.Server;
using Xmpp.Server.Commands.Control;

namespace Xmpp.Tests.Commands;

/// <summary>What the commands change is in the audit log, whether a server runs or not; what they set never is.</summary>
[Case("OPS-09")]
public class CommandAuditTests : CommandTest
{
    protected override string Configuration => "[sasl]\niterations = 4096\n";

    [TestCase(false), TestCase(true)]
    public async Task Every_change_has_its_row(bool isRunning)
    {
        await using var running = isRunning ? await RunningAsync() : null;
        (string Command, string Row)[] changes =
        [
            ("user add juliet", "accounts.create\tlocalhost\tjuliet@localhost\tdone"),
            ("user add juliet", "accounts.create\tlocalhost\tjuliet@localhost\texists"),
            ("user passwd juliet", "accounts.password\tlocalhost\tjuliet@localhost\tdone"),
            ("user disable juliet", "accounts.disabled\tlocalhost\tjuliet@localhost\tdone"),
            ("user enable juliet", "accounts.disabled\tlocalhost\tjuliet@localhost\tdone"),
            ("user clear-archive juliet", "accounts.clear-archive\tlocalhost\tjuliet@localhost\tdone"),
            ("room grant a@conference.localhost juliet@localhost owner", "rooms.grant\tlocalhost\ta@conference.localhost juliet@localhost owner\tnot-found"),
            ("room destroy a@conference.localhost", "rooms.destroy\tlocalhost\ta@conference.localhost\tnot-found"),
            ("federation block evil.example", "federation.block\t-\tevil.example\tdone"),
            ("federation unblock evil.example", "federation.unblock\t-\tevil.example\tdone"),
            ("pubsub delete juliet@localhost a", "nodes.delete\tlocalhost\tjuliet@localhost a\tnot-found"),
            ("upload delete juliet --all", "uploads.delete-all\tlocalhost\tjuliet@localhost\tdone"),
            ("upload purge", "uploads.purge\t-\t-\tdone"),
            ("invite create", "invitations.create\tlocalhost\tlocalhost\tdone"),
            ("user delete juliet", "accounts.delete\tlocalhost\tjuliet@localhost\tdone"),
        ];
        foreach (var (command, row) in changes)
            Assert.That(await RunAsync(command.Split(' ')), Is.EqualTo(row.EndsWith("done", StringComparison.Ordinal) ? 0 : 1), command + Console.Error);
        foreach (var question in (string[])["user list", "room list", "reports list", "invite list", "upload usage", "federation list"])
            Assert.That(await RunAsync(question.Split(' ')), Is.Zero, question + Console.Error);
        Assert.That(await RunAsync("audit"), Is.Zero, Console.Error);
        Assert.That(
            Console.Out.TrimEnd().Split('\n').Reverse().Select(line => line[(line.IndexOf('\t', StringComparison.Ordinal) + 1)..]),
            Is.EqualTo(changes.Select(change => "command-line\tcli\t-\t" + change.Row)));
        Assert.That(Console.Out, Does.Not.Contain("secret"));
    }

    [Test]
    public async Task What_has_no_command_of_its_own_can_be_run_by_its_name()
    {
        Assert.That(await RunAsync("operation", "motd.set", "host=localhost", "text=A feast = tonight"), Is.Zero, Console.Error);
        Assert.That(Console.Out, Is.EqualTo("done\n"));
        Assert.That(await RunAsync("operation", "motd.show", "host=localhost"), Is.Zero, Console.Error);
        Assert.That(Console.Out, Is.EqualTo("{\"text\":\"A feast = tonight\"}\n"));
        Assert.That(await RunAsync("operation", "accounts.list", "limit=10", "host=localhost"), Is.Zero, Console.Error);
        Assert.That(await RunAsync("audit"), Is.Zero, Console.Error);
        Assert.That(Console.Out, Does.EndWith("\tcommand-line\tcli\t-\tmotd.set\tlocalhost\tlocalhost\tdone\n"));
    }

    [TestCase(false), TestCase(true)]
    public async Task Whoever_takes_or_brings_all_data_is_in_it(bool isRunning)
    {
        Assert.That(await RunAsync("user", "add", "juliet"), Is.Zero, Console.Error);
        await using (var running = isRunning ? await RunningAsync() : null)
        {
            Assert.That(await RunAsync("export", Folder["all.xml"]), Is.Zero, Console.Error);
            Assert.That(await RunAsync("user", "export", "juliet", Folder["person"]), Is.Zero, Console.Error);
            Assert.That(await RunAsync("backup", Folder["backup.tar.gz"]), Is.Zero, Console.Error);
            Assert.That(await RunAsync("export", Folder["all.xml"]), Is.EqualTo(1), "it is there already");
            Assert.That(await RunAsync("import", Folder["all.xml"], "--dry-run"), Is.Zero, Console.Error);
            Assert.That(await RunAsync("restore", Folder["backup.tar.gz"], "--check"), Is.Zero, Console.Error);
        }
        await File.WriteAllTextAsync(Folder["broken.xml"], "<server-data");
        Assert.That(await RunAsync("import", Folder["all.xml"], "--on-conflict", "merge"), Is.Zero, Console.Error);
        Assert.That(await RunAsync("import", Folder["broken.xml"]), Is.EqualTo(1));
        Assert.That(await RunAsync("import", "Server=127.0.0.1;Port=1;Database=x;User ID=y", "--from", "prosody-sql", "--password-stdin"), Is.EqualTo(1));
        Assert.That(await RowsAsync(), Is.EqualTo(new[]
        {
            "accounts.create\tlocalhost\tjuliet@localhost\tdone",
            $"data.export\t-\t{Folder["all.xml"]}\tdone",
            $"accounts.export\t-\tjuliet@localhost {Folder["person"]}\tdone",
            $"data.backup\t-\t{Folder["backup.tar.gz"]}\tdone",
            $"data.import\t-\tportable {Folder["all.xml"]}\tdone",
            $"data.import\t-\tportable {Folder["broken.xml"]}\tfailed",
            "data.import\t-\tprosody-sql MySQL\tfailed",
        }));
        Assert.That(await RunAsync("restore", Folder["backup.tar.gz"], "--force"), Is.Zero, Console.Error);
        Assert.That((await RowsAsync())[^1], Is.EqualTo($"data.restore\t-\t{Folder["backup.tar.gz"]}\tdone"));
    }

    [Test]
    public async Task Nobody_can_say_by_another_way_that_he_has_taken_data()
    {
        await using var host = await OpenAsync();
        Assert.That(host.Administration.Runner.Table.All.Select(operation => operation.Name), Has.None.StartsWith("data.").And.None.EqualTo("accounts.export"));
    }

    [TestCase("does not know motd.sing", "motd.sing")]
    [TestCase("name=value", "motd.set", "localhost")]
    [TestCase("given twice", "motd.set", "host=localhost", "host=localhost")]
    [TestCase("never an argument", "accounts.create", "jid=juliet@localhost", "password=secret")]
    [TestCase("\"text\" is missing", "motd.set", "host=localhost")]
    public async Task What_cannot_be_run_is_explained(string message, params string[] arguments)
    {
        Assert.That(await RunAsync(["operation", .. arguments]), Is.EqualTo(1));
        Assert.That(Console.Error, Does.Contain(message));
    }

    private async Task<string[]> RowsAsync()
    {
        Assert.That(await RunAsync("audit"), Is.Zero, Console.Error);
        return [.. Console.Out.TrimEnd().Split('\n').Reverse().Select(line => line.Split("command-line\tcli\t-\t")[1])];
    }

    private async Task<RunningHost> RunningAsync()
    {
        var host = await OpenAsync();
        return new RunningHost(host, await AnswerAsync(host));
    }

    private sealed record RunningHost(ServerHost Host, ControlEndpoint Control) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Control.DisposeAsync();
            await Host.DisposeAsync();
        }
    }

    private Task<int> RunAsync(params string[] arguments) => CommandAsync("secret\n", arguments);
}
