using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Accounts;

namespace Xmpp.Server.Sessions;

/// <summary>
/// All that is loaded, in one read, when a resource is bound, and let go a moment after its session has ended: whoever lost the
/// connection is back at once, and then nothing is read.
/// </summary>
/// <param name="locks">Makes the changes of one account serial.</param>
/// <param name="load">Reads an account's state from the store.</param>
/// <param name="time">For the moment.</param>
/// <param name="caches">What is kept of it.</param>
internal sealed class AccountCaches(
    AccountLocks locks, Func<Jid, CancellationToken, Task<AccountStart>> load, TimeProvider time,
    params IReadOnlyList<IAccountCache> caches)
{
    /// <summary>How long an account's state stays in memory, and current, behind its last session.</summary>
    internal static readonly TimeSpan Afterwards = TimeSpan.FromSeconds(30);

    // Each session that ends lets go of more than one of those whose time is over, so what is left behind gets less.
    private const int LetGoAtOnce = 4;

    private readonly ConcurrentDictionary<Jid, Pin> _pins = new();
    private readonly Queue<(Jid Account, long LeftAt)> _left = new();

    public async Task PinAsync(Jid account, CancellationToken ct)
    {
        using (await locks.EnterAsync(account, ct))
        {
            if (!_pins.TryGetValue(account, out var pin) || pin.IsStale || IsOver(pin))
            {
                var start = await load(account, ct);
                foreach (var cache in caches)
                    cache.Pin(account, start);
                _pins[account] = pin = new Pin { Sessions = pin?.Sessions ?? 0 };
            }
            pin.Sessions++;
        }
        await LetGoAsync(ct);
    }

    public async Task UnpinAsync(Jid account, CancellationToken ct)
    {
        using (await locks.EnterAsync(account, ct))
        {
            if (!_pins.TryGetValue(account, out var pin) || pin.Sessions == 0 || --pin.Sessions > 0)
                return;
            pin.LeftAt = time.GetTimestamp();
            if (pin.IsStale)
                Remove(account);
            else
                Add(account, pin.LeftAt);
        }
        await LetGoAsync(ct);
    }

    /// <summary>The account is erased: nothing of it is for the next one of that name.</summary>
    public async Task ForgetAsync(Jid account, CancellationToken ct)
    {
        using var _ = await locks.EnterAsync(account, ct);
        if (!_pins.TryGetValue(account, out var pin))
            return;
        pin.IsStale = true;
        if (pin.Sessions == 0)
            Remove(account);
    }

    private async Task LetGoAsync(CancellationToken ct)
    {
        for (var i = 0; i < LetGoAtOnce && TryTake(out var account); i++)
        {
            using var _ = await locks.EnterAsync(account, ct);
            if (_pins.TryGetValue(account, out var pin) && IsOver(pin))
                Remove(account);
        }
    }

    private void Add(Jid account, long leftAt)
    {
        lock (_left)
            _left.Enqueue((account, leftAt));
    }

    private bool TryTake([NotNullWhen(true)] out Jid? account)
    {
        lock (_left)
        {
            account = _left.TryPeek(out var oldest) && IsOver(oldest.LeftAt) ? _left.Dequeue().Account : null;
            return account is not null;
        }
    }

    private bool IsOver(Pin pin) => pin.Sessions == 0 && IsOver(pin.LeftAt);

    private bool IsOver(long leftAt) => time.GetElapsedTime(leftAt) >= Afterwards;

    private void Remove(Jid account)
    {
        _pins.TryRemove(account, out _);
        foreach (var cache in caches)
            cache.Unpin(account);
    }

    /// <summary>Under the account's lock.</summary>
    private sealed class Pin
    {
        public int Sessions { get; set; }
        public long LeftAt { get; set; }
        public bool IsStale { get; set; }
    }
}
