using System.Collections.Concurrent;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Roster;

namespace Xmpp.Server.Roster;

/// <summary>
/// The rosters of accounts with sessions, in memory and current (DESIGN §5), and a way to the others. Changes go to the
/// store first: what is in memory is durable.
/// </summary>
internal sealed class Rosters(IRosterStore store, AccountLocks locks)
{
    private readonly ConcurrentDictionary<Jid, Entry> _pinned = new();

    /// <summary>Loads the roster and keeps it current until the same number of <see cref="UnpinAsync"/>.</summary>
    public async Task PinAsync(Jid account, CancellationToken ct)
    {
        using var _ = await locks.EnterAsync(account, ct);
        if (_pinned.TryGetValue(account, out var entry))
        {
            _pinned[account] = entry with { Pins = entry.Pins + 1 };
            return;
        }
        _pinned[account] = new Entry(1, new RosterView(await store.LoadAsync(account, ct)));
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

    /// <summary>At once for an account with a session, else from the store.</summary>
    public ValueTask<RosterView> GetAsync(Jid account, CancellationToken ct) =>
        _pinned.TryGetValue(account, out var entry)
            ? new ValueTask<RosterView>(entry.Roster)
            : new ValueTask<RosterView>(LoadAsync(account, ct));

    /// <summary>
    /// Decides on a change from the newest state and carries it out; nobody else changes this roster meanwhile.
    /// </summary>
    /// <param name="account">Whose roster.</param>
    /// <param name="decide">The change, or null for none, from the roster as it is.</param>
    /// <param name="ct">Cancels before the change begins.</param>
    /// <returns>The roster after the change, and the change; it is durable.</returns>
    public async Task<(RosterView Roster, RosterChange? Change)> ChangeAsync(
        Jid account, Func<RosterView, RosterChange?> decide, CancellationToken ct)
    {
        using var _ = await locks.EnterAsync(account, ct);
        var isPinned = _pinned.TryGetValue(account, out var entry);
        var before = isPinned ? entry.Roster : await LoadAsync(account, ct);
        if (decide(before) is not { } change)
            return (before, null);
        var version = await store.ApplyAsync(account, change, ct);
        var after = before.With(change, version);
        if (isPinned)
            _pinned[account] = entry with { Roster = after };
        return (after, change);
    }

    /// <summary>The account is deleted: nothing of it stays in memory.</summary>
    public async Task ForgetAsync(Jid account, CancellationToken ct)
    {
        using var _ = await locks.EnterAsync(account, ct);
        if (_pinned.TryGetValue(account, out var entry))
            _pinned[account] = entry with { Roster = new RosterView(new RosterSnapshot(0, [], [])) };
    }

    private async Task<RosterView> LoadAsync(Jid account, CancellationToken ct) => new(await store.LoadAsync(account, ct));

    private readonly record struct Entry(int Pins, RosterView Roster);
}
