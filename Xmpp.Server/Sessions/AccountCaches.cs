using System.Collections.Concurrent;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Accounts;

namespace Xmpp.Server.Sessions;

/// <summary>All that is loaded, in one read, when a resource is bound and let go when its session ends.</summary>
/// <param name="locks">Makes the changes of one account serial.</param>
/// <param name="load">Reads an account's state from the store.</param>
/// <param name="caches">What is kept of it.</param>
internal sealed class AccountCaches(
    AccountLocks locks, Func<Jid, CancellationToken, Task<AccountStart>> load, params IReadOnlyList<IAccountCache> caches)
{
    private readonly ConcurrentDictionary<Jid, int> _pins = new();

    public async Task PinAsync(Jid account, CancellationToken ct)
    {
        using var _ = await locks.EnterAsync(account, ct);
        if (_pins.TryGetValue(account, out var pins))
        {
            _pins[account] = pins + 1;
            return;
        }
        var start = await load(account, ct);
        foreach (var cache in caches)
            cache.Pin(account, start);
        _pins[account] = 1;
    }

    public async Task UnpinAsync(Jid account, CancellationToken ct)
    {
        using var _ = await locks.EnterAsync(account, ct);
        if (!_pins.TryGetValue(account, out var pins))
            return;
        if (pins > 1)
        {
            _pins[account] = pins - 1;
            return;
        }
        _pins.TryRemove(account, out var _);
        foreach (var cache in caches)
            cache.Unpin(account);
    }
}
