using System.Collections.Concurrent;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Sessions;

/// <summary>
/// One immutable value for each account with sessions, in memory and current (DESIGN §5), and a way to those of the
/// others. Changes go to the store first: what is in memory is durable.
/// </summary>
/// <param name="locks">Makes the changes of one account serial.</param>
/// <param name="load">Reads an account's value from the store.</param>
internal sealed class AccountCache<T>(AccountLocks locks, Func<Jid, CancellationToken, Task<T>> load) : IAccountCache
    where T : class
{
    private readonly ConcurrentDictionary<Jid, Entry> _pinned = new();

    public async Task PinAsync(Jid account, CancellationToken ct)
    {
        using var _ = await locks.EnterAsync(account, ct);
        _pinned[account] = _pinned.TryGetValue(account, out var entry)
            ? entry with { Pins = entry.Pins + 1 }
            : new Entry(1, await load(account, ct));
    }

    public async Task UnpinAsync(Jid account, CancellationToken ct)
    {
        using var _ = await locks.EnterAsync(account, ct);
        if (!_pinned.TryGetValue(account, out var entry))
            return;
        if (entry.Pins == 1)
            _pinned.TryRemove(account, out var _);
        else
            _pinned[account] = entry with { Pins = entry.Pins - 1 };
    }

    /// <summary>The value of an account with a session, or null.</summary>
    public T? Find(Jid account) => _pinned.TryGetValue(account, out var entry) ? entry.Value : null;

    /// <summary>At once for an account with a session, else from the store.</summary>
    public ValueTask<T> GetAsync(Jid account, CancellationToken ct) =>
        _pinned.TryGetValue(account, out var entry) ? new ValueTask<T>(entry.Value) : new ValueTask<T>(load(account, ct));

    /// <summary>
    /// Carries out a change of the newest value; nobody else changes the value of this account meanwhile.
    /// </summary>
    /// <param name="account">Whose value.</param>
    /// <param name="change">Stores the change and gives the value after it, or the same one for no change.</param>
    /// <param name="ct">Cancels before the change begins.</param>
    /// <returns>The value before and the one after; it is durable.</returns>
    public async Task<(T Before, T After)> ChangeAsync(
        Jid account, Func<T, CancellationToken, Task<T>> change, CancellationToken ct)
    {
        using var _ = await locks.EnterAsync(account, ct);
        var isPinned = _pinned.TryGetValue(account, out var entry);
        var before = isPinned ? entry.Value : await load(account, ct);
        var after = await change(before, ct);
        if (isPinned)
            _pinned[account] = entry with { Value = after };
        return (before, after);
    }

    private readonly record struct Entry(int Pins, T Value);
}
