using Xmpp.Server;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Tests.Commands;

/// <summary>Abuse reports for the operator (XEP-0377).</summary>
[Case("ABU-05")]
public class ReportsCommandTests : CommandTest
{
    [Test]
    public async Task Reports_are_listed_and_cannot_play_tricks_on_a_terminal()
    {
        Assert.That(await ListAsync(), Is.Zero, Console.Error);
        Assert.That(Console.Out, Is.Empty);
        await using (var host = await OpenAsync())
            await AddAsync(host, "a\u001b[2Jb\nc");
        Assert.That(await ListAsync(), Is.Zero, Console.Error);
        Assert.That(Console.Out, Is.EqualTo(
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
        await using var control = await AnswerAsync(host);
        await AddAsync(host, "spam");
        await AddAsync(host, "more spam");
        Assert.That(await ListAsync("--limit", "1"), Is.Zero, Console.Error);
        Assert.That(Console.Out, Does.Contain("\tmore spam\t").And.Not.Contain("\tspam\t"));
        Assert.That(await ListAsync(), Is.Zero, Console.Error);
        Assert.That(Console.Out.TrimEnd().Split('\n'), Has.Length.EqualTo(2).And.All.EndsWith("\tid1 id2"));
    }

    private static Task AddAsync(ServerHost host, string text) => host.Reports.AddAsync(
        new(Jid.Parse("juliet@localhost"), Jid.Parse("romeo@verona.example"), "urn:xmpp:reporting:spam", text,
            ["id1", "id2"], new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)),
        10, CancellationToken.None);

    private Task<int> ListAsync(params string[] arguments) => CommandAsync(null, ["reports", "list", .. arguments]);
}
