using Microsoft.Extensions.Logging.Abstractions;
using Xmpp.Server;
using Xmpp.Server.Commands;
using Xmpp.Server.Commands.Control;
using Xmpp.Server.Configuration;
using Xmpp.Stanzas.Jids;
using Xmpp.Tests.Certificates;

namespace Xmpp.Tests.Commands;

/// <summary>Invitations from the command line.</summary>
public class InviteCommandTests
{
    private TemporaryDirectory _directory;
    private TestConsole _console;

    [SetUp]
    public void SetUp()
    {
        _directory = new TemporaryDirectory();
        _console = new TestConsole();
        File.WriteAllText(_directory["server.toml"], """
            data_directory = "data"
            [sasl]
            iterations = 4096
            [listeners]
            https = ["127.0.0.1:5443"]
            http = ["127.0.0.1:5281"]
            """);
    }

    [TearDown]
    public void TearDown()
    {
        _console.Dispose();
        _directory.Dispose();
    }

    [Test]
    public async Task One_is_made_listed_and_revoked()
    {
        Assert.That(await RunAsync("invite", "create", "--username", "Juliet", "--label", "for \u001b[2J", "--expire", "12h"), Is.Zero, _console.Error);
        Assert.That(_console.Out, Does.Match(
            "^Page     http://127.0.0.1:5281/invite/([A-Za-z0-9]{24})\nApp      xmpp:juliet@localhost\\?register;preauth=\\1\nExpires  [0-9: -]+ UTC\nId       ([0-9a-f]{32})\n$"));
        var id = _console.Out.TrimEnd()[^32..];
        Assert.That(await RunAsync("invite", "list"), Is.Zero, _console.Error);
        Assert.That(_console.Out, Does.StartWith($"{id}\tlocalhost\taccount juliet@localhost\t0/1\t").And.EndWith("\tfor \\u001b[2J\n"));
        Assert.That(await RunAsync("invite", "revoke", id), Is.Zero, _console.Error);
        Assert.That(_console.Out, Is.EqualTo($"{id} revoked\n"));
        Assert.That(await RunAsync("invite", "revoke", id), Is.EqualTo(1));
        Assert.That(await RunAsync("invite", "list"), Is.Zero);
        Assert.That(_console.Out, Is.Empty);
    }

    [Test]
    public async Task It_may_come_from_an_account_and_may_be_a_new_password()
    {
        await using (var host = await OpenAsync())
            await host.Accounts.CreateAsync(new(Jid.Parse("romeo@localhost"), "secret"), default);
        Assert.That(await RunAsync("invite", "create", "--from", "romeo", "--uses", "5", "--group", "Friends", "--expire", "never"), Is.Zero, _console.Error);
        Assert.That(_console.Out, Does.Contain("xmpp:romeo@localhost?roster;preauth=").And.Contain(";ibr=y\nExpires  never"));
        Assert.That(await RunAsync("invite", "create", "--reset-password", "romeo"), Is.Zero, _console.Error);
        Assert.That(_console.Out, Does.StartWith("Page ").And.Not.Contain("xmpp:"));
        Assert.That(await RunAsync("invite", "list", "--limit", "1"), Is.Zero);
        Assert.That(_console.Out, Does.Contain("\tpassword romeo@localhost\t0/1\t"));
    }

    [TestCase("no host of this server", "--host", "elsewhere.example")]
    [TestCase("no name for an account", "--username", "a b")]
    [TestCase("no such account", "--from", "nobody")]
    [TestCase("no such account", "--reset-password", "nobody")]
    [TestCase("--uses", "--uses", "0")]
    [TestCase("--uses", "--uses", "1001")]
    [TestCase("--room", "--room", "hall@elsewhere.example")]
    [TestCase("--expire", "--expire", "soon")]
    [TestCase("--role", "--role", "king")]
    [TestCase("--role", "--role", "none")]
    public async Task What_cannot_be_made_is_explained(string message, string option, string value)
    {
        Assert.That(await RunAsync("invite", "create", option, value), Is.EqualTo(1));
        Assert.That(_console.Error, Does.StartWith("xmppserver: ").And.Contain(message));
        Assert.That(await RunAsync("invite", "list"), Is.Zero);
        Assert.That(_console.Out, Is.Empty, "nothing was made");
    }

    [Test]
    public async Task A_running_server_is_asked()
    {
        await using var host = await OpenAsync();
        await using var control = await ControlEndpoint.StartAsync(
            ControlSocket.PathOf(Options()), host.Administration.Runner, new ServerStatus("0", 1, []), NullLoggerFactory.Instance, CancellationToken.None);
        Assert.That(await RunAsync("invite", "create"), Is.Zero, _console.Error);
        var made = (await host.Invitations!.ListAsync(null, 10, default)).Single();
        Assert.That(_console.Out, Does.Contain(made.Id));
        Assert.That(await RunAsync("invite", "list"), Is.Zero, _console.Error);
        Assert.That(_console.Out, Does.StartWith(made.Id));
        Assert.That(await RunAsync("invite", "revoke", made.Id), Is.Zero, _console.Error);
        Assert.That(await host.Invitations!.ListAsync(null, 10, default), Is.Empty);
    }

    [Test]
    public async Task The_first_start_invites_to_the_first_account_and_the_next_takes_the_link_back()
    {
        await using var host = await OpenAsync();
        var first = await FirstAccount.InviteAsync(host, Options(), default);
        Assert.That(first, Does.StartWith("http://127.0.0.1:5281/invite/"));
        var second = await FirstAccount.InviteAsync(host, Options(), default);
        Assert.That(second, Is.Not.Null.And.Not.EqualTo(first));
        Assert.That(await host.Invitations!.ListAsync(null, 10, default), Has.Count.EqualTo(1));
        await host.Accounts.CreateAsync(new(Jid.Parse("romeo@localhost"), "secret"), default);
        Assert.That(await FirstAccount.InviteAsync(host, Options(), default), Is.Null);
    }

    private ServerOptions Options() => ServerConfiguration.Load(_directory["server.toml"], new Dictionary<string, string>()).Options
        ?? throw new InvalidOperationException();

    private async Task<ServerHost> OpenAsync()
    {
        Directory.CreateDirectory(_directory["data"]);
        return await ServerHost.StartAsync(
            Options(), TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None, listens: false);
    }

    private Task<int> RunAsync(params string[] arguments) =>
        _console.RunAsync(null, [.. arguments, "--config", _directory["server.toml"]]);
}
