using Xmpp.Server.Services.PubSub;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.PubSub;

namespace Xmpp.Tests.Services.PubSub;

public class NodesTests
{
    private static readonly Jid s_juliet = Jid.Parse("juliet@capulet.example");

    [Test, Case("PUB-08")]
    public async Task What_was_erased_does_not_come_back_with_a_change_that_was_under_way()
    {
        var rows = new List<PubSubNode> { Row("old"), Row("changing") };
        Action<Jid>? erased = null;
        var store = Stub<IPubSubStore>.With((method, args) =>
        {
            switch (method)
            {
                case "set_Erased":
                    erased = (Action<Jid>)args[0]!;
                    return true;
                case nameof(IPubSubStore.LoadAsync):
                    return Task.FromResult<IReadOnlyList<PubSubNode>>([.. rows]);
                default:
                    return null;
            }
        });
        var nodes = new Nodes(store, 100);
        Assert.That(await nodes.OfAccountAsync(s_juliet, default), Has.Exactly(2).Items);
        var changed = await nodes.ChangeAsync(s_juliet, "changing", (node, _) =>
        {
            rows.Clear(); // the account is deleted while the change is on its way
            erased!(s_juliet);
            return Task.FromResult(new NodeChange<bool>(node! with { Creator = s_juliet }, true));
        }, default);
        Assert.That(changed, Is.True);
        Assert.That(await nodes.OfAccountAsync(s_juliet, default), Is.Empty);
    }

    [Test]
    public async Task A_change_is_seen_without_asking_the_store_again()
    {
        var loads = 0;
        var store = Stub<IPubSubStore>.With((method, _) => method switch
        {
            "set_Erased" => true,
            nameof(IPubSubStore.LoadAsync) => Task.FromResult<IReadOnlyList<PubSubNode>>(++loads > 0 ? [Row("n")] : []),
            _ => null,
        });
        var nodes = new Nodes(store, 100);
        var other = Jid.Parse("nurse@capulet.example");
        await nodes.ChangeAsync(s_juliet, "n", (node, _) => Task.FromResult(new NodeChange<bool>(node! with { Creator = other }, true)), default);
        Assert.That((await nodes.FindAsync(s_juliet, "n", default))?.Creator, Is.EqualTo(other));
        Assert.That(loads, Is.EqualTo(1));
    }

    [Test]
    [CancelAfter(30_000)]
    [Spec("XEP-0163", "4.3.4")]
    public async Task What_is_done_between_changes_is_told_neither_before_the_last_nor_after_the_next(CancellationToken ct)
    {
        var nodes = new Nodes(Stub<IPubSubStore>.With((method, _) => method switch
        {
            "set_Erased" => true,
            nameof(IPubSubStore.LoadAsync) => Task.FromResult<IReadOnlyList<PubSubNode>>([Row("n")]),
            _ => null,
        }), 100);
        var (tell, act) = (new TaskCompletionSource(), new TaskCompletionSource());
        var order = new List<string>();
        var before = Change("before", tell.Task);
        var between = nodes.BetweenChangesAsync(s_juliet, "n", async _ =>
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

        Task<bool> Change(string word, Task until) => nodes.ChangeAsync(
            s_juliet, "n",
            (node, _) => Task.FromResult(new NodeChange<bool>(node, true, async _ =>
            {
                await until;
                order.Add(word);
            })), ct);
    }

    private static PubSubNode Row(string name) =>
        new(s_juliet, name, s_juliet, DateTimeOffset.UnixEpoch, NodeConfigForms.Write(new NodeConfig()));
}
