using Xmpp.Server;
using Xmpp.Server.Services.PubSub;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage;
using Xmpp.Storage.PubSub;

namespace Xmpp.Tests.Commands;

/// <summary>Nodes for the operator (XEP-0060).</summary>
public class NodesCommandTests : CommandTest
{
    private static readonly Jid s_juliet = Jid.Parse("juliet@localhost");

    [Test]
    public async Task Nodes_are_listed_shown_and_deleted_and_cannot_play_tricks_on_a_terminal()
    {
        await using (var host = await OpenAsync())
            await AddAsync(host, "a\u001b[2Jb");
        Assert.That(await RunAsync("list", "juliet@localhost"), Is.Zero, Console.Error);
        Assert.That(Console.Out, Is.EqualTo("a\\u001b[2Jb\t1\t3\n"));
        Assert.That(await RunAsync("show", "juliet@localhost", "a\u001b[2Jb"), Is.Zero, Console.Error);
        Assert.That(Console.Out, Does.Contain("pubsub#access_model\topen\n").And.Contain("items\t1\n"));
        Assert.That(await RunAsync("delete", "juliet@localhost", "a\u001b[2Jb"), Is.Zero, Console.Error);
        Assert.That(await RunAsync("show", "juliet@localhost", "a\u001b[2Jb"), Is.Not.Zero);
        Assert.That(await RunAsync("delete", "juliet@localhost", "a\u001b[2Jb"), Is.Not.Zero);
    }

    [Test]
    public async Task A_running_server_is_asked()
    {
        await using var host = await OpenAsync();
        await using var control = await AnswerAsync(host);
        await AddAsync(host, "a");
        await AddAsync(host, "b");
        Assert.That(await RunAsync("list", "juliet@localhost"), Is.Zero, Console.Error);
        Assert.That(Console.Out.Split('\n'), Is.EquivalentTo(new[] { "a\t1\t3", "b\t1\t3", "" }));
        Assert.That(await RunAsync("show", "juliet@localhost", "a"), Is.Zero, Console.Error);
        Assert.That(await RunAsync("delete", "juliet@localhost", "a"), Is.Zero, Console.Error);
        Assert.That(await RunAsync("delete", "juliet@localhost", "a"), Is.EqualTo(1));
        Assert.That(Console.Error, Does.Contain("juliet@localhost has no such node"));
    }

    private static async Task AddAsync(ServerHost host, string name)
    {
        var stores = new Stores(host.Storage, TimeProvider.System);
        var now = DateTimeOffset.UnixEpoch;
        await stores.PubSub.CreateAsync(
            new(s_juliet, name, s_juliet, now, NodeConfigForms.Write(new NodeConfig())), 10, 10, CancellationToken.None);
        await stores.PubSubItems.PublishAsync(
            s_juliet, name, [new PubSubItem("i", s_juliet, now, [1, 2, 3])], new(10, false, 0), CancellationToken.None);
    }

    private Task<int> RunAsync(params string[] arguments) => CommandAsync(null, ["pubsub", .. arguments]);
}
