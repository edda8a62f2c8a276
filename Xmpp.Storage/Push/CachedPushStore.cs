using System.Collections.Concurrent;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.Push;

/// <summary>
/// Remembers what was read: every message asks, and most accounts have few registrations or none. What is remembered is
/// what a read found during which nobody changed anything.
/// </summary>
public sealed class CachedPushStore(IPushStore store) : IPushStore
{
    /// <summary>Accounts that are remembered; then it begins anew.</summary>
    internal const int Capacity = 100_000;

    private readonly ConcurrentDictionary<Jid, IReadOnlyList<PushRegistration>> _known = new();
    private readonly Lock _lock = new();
    private long _changes;

    public string Name => store.Name;

    public ValueTask<IReadOnlyList<PushRegistration>> FindAsync(Jid account, CancellationToken ct) =>
        _known.TryGetValue(account.Bare, out var known)
            ? new ValueTask<IReadOnlyList<PushRegistration>>(known)
            : new ValueTask<IReadOnlyList<PushRegistration>>(LoadAsync(account.Bare, ct));

    public bool HasNone(Jid account) => _known.TryGetValue(account.Bare, out var known) && known.Count == 0;

    public Task<bool> EnableAsync(Jid account, PushRegistration registration, int max, CancellationToken ct) =>
        ChangeAsync(account, store.EnableAsync(account, registration, max, ct));

    public Task<int> DisableAsync(Jid account, Jid service, string? node, CancellationToken ct) =>
        ChangeAsync(account, store.DisableAsync(account, service, node, ct));

    public Task<int> RemoveAsync(Jid account, PushRegistration registration, CancellationToken ct) =>
        ChangeAsync(account, store.RemoveAsync(account, registration, ct));

    public Task SetFailingAsync(Jid account, PushRegistration registration, DateTimeOffset? since, CancellationToken ct) =>
        ChangeAsync(account, SetAsync(account, registration, since, ct));

    public Task<int> EraseAsync(Jid account, CancellationToken ct) => ChangeAsync(account, store.EraseAsync(account, ct));

    private async Task<bool> SetAsync(
        Jid account, PushRegistration registration, DateTimeOffset? since, CancellationToken ct)
    {
        await store.SetFailingAsync(account, registration, since, ct);
        return true;
    }

    private async Task<IReadOnlyList<PushRegistration>> LoadAsync(Jid account, CancellationToken ct)
    {
        long before;
        lock (_lock)
            before = _changes;
        var found = await store.FindAsync(account, ct);
        lock (_lock)
        {
            if (before != _changes)
                return found;
            if (_known.Count >= Capacity)
                _known.Clear();
            _known[account] = found;
        }
        return found;
    }

    // Counted once it is carried out: a read that began before it may have seen the rows before it.
    private async Task<T> ChangeAsync<T>(Jid account, Task<T> change)
    {
        try
        {
            return await change;
        }
        finally
        {
            lock (_lock)
            {
                _changes++;
                _known.TryRemove(account.Bare, out _);
            }
        }
    }
}
