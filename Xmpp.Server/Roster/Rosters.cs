using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Accounts;
using Xmpp.Storage.Roster;

namespace Xmpp.Server.Roster;

/// <summary>
/// The rosters of accounts with sessions, in memory and current, and a way to the others. Changes go to the
/// store first: what is in memory is durable.
/// </summary>
internal sealed class Rosters(IRosterStore store, AccountLocks locks) : IAccountCache
{
    private readonly AccountCache<RosterView> _cache = new(
        locks, async (account, ct) => new RosterView(await store.LoadAsync(account, ct)),
        static (_, start) => new RosterView(start.Roster));

    /// <summary>Told of each change of a contact, with the roster before and after it. Must not wait.</summary>
    public Action<Jid, Jid, RosterView, RosterView> Changed { get; set; } = static (_, _, _, _) => { };

    public void Pin(Jid account, AccountStart start) => _cache.Pin(account, start);

    public void Unpin(Jid account) => _cache.Unpin(account);

    /// <summary>At once for an account with a session, else from the store.</summary>
    public ValueTask<RosterView> GetAsync(Jid account, CancellationToken ct) => _cache.GetAsync(account, ct);

    /// <summary>That of an account with a session, or null.</summary>
    public RosterView? Find(Jid account) => _cache.Find(account);

    /// <summary>One contact, or null; at once for an account with a session, else only his row is read.</summary>
    public async ValueTask<RosterItem?> FindItemAsync(Jid account, Jid contact, CancellationToken ct) =>
        _cache.Find(account) is { } roster ? roster.Item(contact) : await store.FindAsync(account, contact, ct);

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
        RosterChange? change = null;
        var (was, after) = await _cache.ChangeAsync(account, async (before, token) =>
        {
            change = decide(before);
            return change is null ? before : before.With(change, await store.ApplyAsync(account, change, token));
        }, ct);
        if (change is not null)
            Changed(account, change.Contact, was, after);
        return (after, change);
    }

    /// <summary>The account is deleted: nothing of it stays in memory.</summary>
    public Task ForgetAsync(Jid account, CancellationToken ct) =>
        _cache.ChangeAsync(account, (_, _) => Task.FromResult(new RosterView(new RosterSnapshot(0, [], []))), ct);
}
