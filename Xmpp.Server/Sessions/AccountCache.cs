using System.Collections.Concurrent;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Accounts;

namespace Xmpp.Server.Sessions;

/// <summary>
/// One immutable value for each account with sessions, in memory and current, and a way to those of the
/// others. Changes go to the store first: what is in memory is durable.
/// </summary>
/// <param name="locks">Makes the changes of one account serial.</param>
/// <param name="load">Reads an account's value from the store.</param>
/// <param name="part">Its value of what is read at a login.</param>
internal sealed class AccountCache<T>(
    AccountLocks locks, Func<Jid, CancellationToken, Task<T>> load, Func<Jid, AccountStart, T> part) : IAccountCache
    where T : class
{
    private readonly ConcurrentDictionary<Jid, T> _pinned = new();

    public void Pin(Jid account, AccountStart start) => _pinned[account] = part(account, start);

    public void Unpin(Jid account) => _pinned.TryRemove(account, out _);

    /// <summary>The value of an account with a session, or null.</summary>
    public T? Find(Jid account) => _pinned.GetValueOrDefault(account);

    /// <summary>At once for an account with a session, else from the store.</summary>
    public ValueTask<T> GetAsync(Jid account, CancellationToken ct) =>
        _pinned.TryGetValue(account, out var value) ? new ValueTask<T>(value) : new ValueTask<T>(load(account, ct));

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
        var pinned = Find(account);
        var before = pinned ?? await load(account, ct);
        var after = await change(before, ct);
        if (pinned is not null)
            _pinned[account] = after;
        return (before, after);
    }
}
