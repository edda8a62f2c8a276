using Microsoft.Extensions.Logging.Abstractions;
using Xmpp.Server;
using Xmpp.Server.Commands.Control;
using Xmpp.Server.Configuration;
using Xmpp.Stanzas.Jids;
using Xmpp.Tests.Certificates;

namespace Xmpp.Tests.Commands;

/// <summary>Abuse reports for the operator (XEP-0377).</summary>
[Case("ABU-05")]
public class ReportsCommandTests
{
    private TemporaryDirectory _directory;
    private TestConsole _console;

    [SetUp]
    public void SetUp()
    {
        _directory = new TemporaryDirectory();
        _console = new TestConsole();
        File.WriteAllText(_directory["server.toml"], "data_directory = \"data\"\n");
    }

    [TearDown]
    public void TearDown()
    {
        _console.Dispose();
        _directory.Dispose();
    }

    [Test]
    public async Task Reports_are_listed_and_cannot_play_tricks_on_a_terminal()
    {
        Assert.That(await ListAsync(), Is.Zero, _console.Error);
        Assert.That(_console.Out, Is.Empty);
        await using (var host = await OpenAsync())
            await AddAsync(host, "a\u001b[2Jb\nc");
        Assert.That(await ListAsync(), Is.Zero, _console.Error);
        Assert.That(_console.Out, Is.EqualTo(
            "2026-01-02 03:04\tjuliet@localhost\tromeo@verona.example\turn:xmpp:reporting:spam\t"
            + "a\\u001b[2Jb\\u000ac\tid1 id2\n"));
    }

    [TestCase("0"), TestCase("1001"), TestCase("many")]
    public async Task A_limit_has_limits(string limit) =>
        Assert.That(await ListAsync("--limit", limit), Is.Not.Zero);

    [Test]
    public async Task A_running_server_is_asked()
    {
        await using var host = await OpenAsync();
        await using var control = await ControlEndpoint.StartAsync(
            ControlSocket.PathOf(Options()), host.Administration.Runner, new ServerStatus("0", 1, []), NullLoggerFactory.Instance, CancellationToken.None);
        await AddAsync(host, "spam");
        await AddAsync(host, "more spam");
        Assert.That(await ListAsync("--limit", "1"), Is.Zero, _console.Error);
        Assert.That(_console.Out, Does.Contain("\tmore spam\t").And.Not.Contain("\tspam\t"));
        Assert.That(await ListAsync(), Is.Zero, _console.Error);
        Assert.That(_console.Out.TrimEnd().Split('\n'), Has.Length.EqualTo(2).And.All.EndsWith("\tid1 id2"));
    }

    private ServerOptions Options() => new()
    {
        DataDirectory = Directory.CreateDirectory(_directory["data"]).FullName,
    };

    private Task<ServerHost> OpenAsync() => ServerHost.StartAsync(
        Options(), TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None, listens: false);

    private static Task AddAsync(ServerHost host, string text) => host.Reports.AddAsync(
        new(Jid.Parse("juliet@localhost"), Jid.Parse("romeo@verona.example"), "urn:xmpp:reporting:spam", text,
            ["id1", "id2"], new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)),
        10, CancellationToken.None);

    private Task<int> ListAsync(params string[] arguments) =>
        _console.RunAsync(null, ["reports", "list", .. arguments, "--config", _directory["server.toml"]]);
}
