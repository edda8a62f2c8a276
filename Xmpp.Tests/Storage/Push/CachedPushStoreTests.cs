using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Push;

namespace Xmpp.Tests.Storage.Push;

public sealed class CachedPushStoreTests
{
    private static readonly Jid s_account = Jid.Parse("juliet@capulet.example");
    private static readonly PushRegistration s_registration =
        new(Jid.Parse("push.client.example"), "n", null, "phone", DateTimeOffset.UnixEpoch);

    private readonly SlowStore _rows = new();

    [Test]
    public async Task It_asks_once_also_when_there_is_nothing()
    {
        var store = new CachedPushStore(_rows);
        for (var i = 0; i < 3; i++)
            Assert.That(await store.FindAsync(s_account, CancellationToken.None), Is.Empty);
        Assert.That(_rows.Reads, Is.EqualTo(1));
        Assert.That(store.HasNone(s_account), Is.True);
    }

    [Test]
    public async Task What_was_read_while_it_was_changed_is_not_remembered()
    {
        var store = new CachedPushStore(_rows);
        var gate = new TaskCompletionSource();
        _rows.Gate = gate.Task;
        var old = store.FindAsync(s_account, CancellationToken.None).AsTask();
        await store.EnableAsync(s_account, s_registration, 1, CancellationToken.None);
        gate.SetResult();
        Assert.That(await old, Is.Empty);
        Assert.That(store.HasNone(s_account), Is.False);
        Assert.That(await store.FindAsync(s_account, CancellationToken.None), Is.EqualTo(new[] { s_registration }));
    }

    /// <summary>Sees the rows when the read begins, and gives them when the gate opens.</summary>
    private sealed class SlowStore : IPushStore
    {
        private PushRegistration[] _rows = [];

        public Task Gate { get; set; } = Task.CompletedTask;
        public int Reads { get; private set; }
        public string Name => "slow";

        public async ValueTask<IReadOnlyList<PushRegistration>> FindAsync(Jid account, CancellationToken ct)
        {
            Reads++;
            var seen = _rows;
            await Gate;
            return seen;
        }

        public bool HasNone(Jid account) => false;

        public Task<bool> EnableAsync(Jid account, PushRegistration registration, int max, CancellationToken ct)
        {
            _rows = [registration];
            return Task.FromResult(true);
        }

        public Task<int> DisableAsync(Jid account, Jid service, string? node, CancellationToken ct) =>
            throw new NotSupportedException();

        public Task<int> RemoveAsync(Jid account, PushRegistration registration, CancellationToken ct) =>
            throw new NotSupportedException();

        public Task SetFailingAsync(
            Jid account, PushRegistration registration, DateTimeOffset? since, CancellationToken ct) =>
            throw new NotSupportedException();

        public Task<int> EraseAsync(Jid account, CancellationToken ct) => throw new NotSupportedException();
    }
}
