using Xmpp.Server.Services.PubSub;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Engines;
using Xmpp.Storage.PubSub;
using Xmpp.Tests.Storage;

namespace Xmpp.Tests.Services.PubSub;

public class NodesTests
{
    private static readonly Jid s_juliet = Jid.Parse("juliet@capulet.example");
    private static readonly Jid s_nurse = Jid.Parse("nurse@capulet.example");

    private IStorageEngine _engine = null!;
    private PubSubStore _store = null!;
    private Nodes _nodes = null!;

    [SetUp]
    public async Task SetUpAsync()
    {
        var database = await TestDatabase.CreateAsync(DatabaseKind.SqliteMemory);
        _engine = await database.OpenAsync();
        _store = new PubSubStore(_engine);
        _nodes = new Nodes(_store, 100);
        foreach (var name in (string[])["one", "other"])
        {
            var node = new PubSubNode(
                s_juliet, name, s_juliet, DateTimeOffset.UnixEpoch, NodeConfigForms.Write(new NodeConfig()));
            Assert.That(await _store.CreateAsync(node, 10, 10, default), Is.EqualTo(CreateOutcome.Created));
        }
    }

    [TearDown]
    public async Task CloseAsync() => await _engine.DisposeAsync();

    [Test, Case("PUB-08")]
    public async Task What_was_erased_does_not_come_back_with_a_change_that_was_under_way()
    {
        Assert.That(await _nodes.OfAccountAsync(s_juliet, default), Has.Exactly(2).Items);
        var changed = await _nodes.ChangeAsync(s_juliet, "one", async (node, ct) =>
        {
            await _store.EraseAsync(s_juliet, ct); // the account is deleted while the change is on its way
            return new NodeChange<bool>(node! with { Creator = s_nurse }, true);
        }, default);
        Assert.That(changed, Is.True);
        Assert.That(await _nodes.OfAccountAsync(s_juliet, default), Is.Empty);
    }

    [Test]
    public async Task A_change_is_seen_without_asking_the_store_again()
    {
        await _nodes.ChangeAsync(
            s_juliet, "one", (node, _) => Task.FromResult(new NodeChange<bool>(node! with { Creator = s_nurse }, true)), default);
        var gate = await StorageGate.OfWriterAsync(_engine);
        var found = _nodes.FindAsync(s_juliet, "one", default);
        Assert.That(found.IsCompletedSuccessfully, Is.True, "nobody asked the store");
        Assert.That((await found)?.Creator, Is.EqualTo(s_nurse));
        await gate.OpenAsync();
    }

    [Test]
    public async Task So_many_accounts_are_kept_in_memory_and_those_that_are_not_asked_for_go()
    {
        var nodes = new Nodes(_store, 2);
        Jid[] accounts = [.. Enumerable.Range(0, 20).Select(i => Jid.Parse($"contact{i}@capulet.example"))];
        foreach (var account in accounts)
        {
            await nodes.OfAccountAsync(account, default);
            await nodes.OfAccountAsync(s_nurse, default);
        }
        Assert.That(nodes.HasNone(s_nurse), Is.True, "who is asked for all the time is in memory");
        Assert.That(accounts.Count(nodes.HasNone), Is.InRange(1, 4), "two that are young, two that are old");
        Assert.That(nodes.HasNone(accounts[0]), Is.False);
    }

    [Test]
    [CancelAfter(30_000)]
    [Spec("XEP-0163", "4.3.4")]
    public async Task What_is_done_between_changes_is_told_neither_before_the_last_nor_after_the_next(CancellationToken ct)
    {
        Assert.That(await _nodes.FindAsync(s_juliet, "one", ct), Is.Not.Null); // so that nothing below waits for the store
        var (tell, act) = (new TaskCompletionSource(), new TaskCompletionSource());
        var order = new List<string>();
        var before = Change("before", tell.Task);
        var between = _nodes.BetweenChangesAsync(s_juliet, "one", async _ =>
        {
            order.Add("between");
            await act.Task;
        }, ct);
        Assert.That(order, Is.Empty, "the change before it is still being told");
        tell.SetResult();
        await before.WaitAsync(ct);
        var after = Change("after", Task.CompletedTask);
        Assert.That(after.IsCompleted, Is.False);
        act.SetResult();
        await Task.WhenAll(between, after).WaitAsync(ct);
        Assert.That(order, Is.EqualTo((string[])["before", "between", "after"]));

        Task<bool> Change(string word, Task until) => _nodes.ChangeAsync(
            s_juliet, "one",
            (node, _) => Task.FromResult(new NodeChange<bool>(node, true, async _ =>
            {
                await until;
                order.Add(word);
            })), ct);
    }
}
