using Microsoft.Extensions.Logging.Abstractions;
using Xmpp.Server;
using Xmpp.Server.Commands.Control;
using Xmpp.Server.Configuration;
using Xmpp.Tests.Certificates;

namespace Xmpp.Tests.Commands;

/// <summary>What the commands change is in the audit log, whether a server runs or not; what they set never is.</summary>
[Case("OPS-09")]
public class CommandAuditTests
{
    private TemporaryDirectory _directory;
    private TestConsole _console;

    [SetUp]
    public void SetUp()
    {
        _directory = new TemporaryDirectory();
        _console = new TestConsole();
        Directory.CreateDirectory(_directory["data"]);
        File.WriteAllText(_directory["server.toml"], "data_directory = \"data\"\n[sasl]\niterations = 4096\n");
    }

    [TearDown]
    public void TearDown()
    {
        _console.Dispose();
        _directory.Dispose();
    }

    [TestCase(false), TestCase(true)]
    public async Task Every_change_has_its_row(bool isRunning)
    {
        ServerHost? host = null;
        ControlEndpoint? control = null;
        if (isRunning)
        {
            var options = ServerConfiguration.Load(_directory["server.toml"], new Dictionary<string, string>()).Options!;
            host = await ServerHost.StartAsync(
                options, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None, listens: false);
            control = await ControlEndpoint.StartAsync(
                ControlSocket.PathOf(options), host.Administration.Runner, new ServerStatus("0", 1, []),
                NullLoggerFactory.Instance, CancellationToken.None);
        }
        await using var running = host;
        await using var open = control;
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
            Assert.That(await RunAsync(command.Split(' ')), Is.EqualTo(row.EndsWith("done", StringComparison.Ordinal) ? 0 : 1), command + _console.Error);
        foreach (var question in (string[])["user list", "room list", "reports list", "invite list", "upload usage", "federation list"])
            Assert.That(await RunAsync(question.Split(' ')), Is.Zero, question + _console.Error);
        Assert.That(await RunAsync("audit"), Is.Zero, _console.Error);
        Assert.That(
            _console.Out.TrimEnd().Split('\n').Reverse().Select(line => line[(line.IndexOf('\t', StringComparison.Ordinal) + 1)..]),
            Is.EqualTo(changes.Select(change => "command line\tcli\t-\t" + change.Row)));
        Assert.That(_console.Out, Does.Not.Contain("secret"));
    }

    [Test]
    public async Task What_has_no_command_of_its_own_can_be_run_by_its_name()
    {
        Assert.That(await RunAsync("operation", "motd.set", "host=localhost", "text=A feast = tonight"), Is.Zero, _console.Error);
        Assert.That(_console.Out, Is.EqualTo("done\n"));
        Assert.That(await RunAsync("operation", "motd.show", "host=localhost"), Is.Zero, _console.Error);
        Assert.That(_console.Out, Is.EqualTo("{\"text\":\"A feast = tonight\"}\n"));
        Assert.That(await RunAsync("operation", "accounts.list", "limit=10", "host=localhost"), Is.Zero, _console.Error);
        Assert.That(await RunAsync("audit"), Is.Zero, _console.Error);
        Assert.That(_console.Out, Does.EndWith("\tcommand line\tcli\t-\tmotd.set\tlocalhost\tlocalhost\tdone\n"));
    }

    [TestCase("does not know motd.sing", "motd.sing")]
    [TestCase("name=value", "motd.set", "localhost")]
    [TestCase("given twice", "motd.set", "host=localhost", "host=localhost")]
    [TestCase("never an argument", "accounts.create", "jid=juliet@localhost", "password=secret")]
    [TestCase("\"text\" is missing", "motd.set", "host=localhost")]
    public async Task What_cannot_be_run_is_explained(string message, params string[] arguments)
    {
        Assert.That(await RunAsync(["operation", .. arguments]), Is.EqualTo(1));
        Assert.That(_console.Error, Does.Contain(message));
    }

    private Task<int> RunAsync(params string[] arguments) =>
        _console.RunAsync("secret\n", [.. arguments, "--config", _directory["server.toml"]]);
}
