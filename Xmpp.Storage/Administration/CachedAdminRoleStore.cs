using System.Collections.Frozen;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.Administration;

/// <summary>Roles in memory: there are few, and each list of commands asks for them. A change is in force when it is stored.</summary>
public sealed class CachedAdminRoleStore(IAdminRoleStore inner) : IAdminRoleStore
{
    private volatile FrozenDictionary<Jid, RoleGrant[]>? _all;
    private long _changes;

    public string Name => inner.Name;

    public async Task<IReadOnlyList<RoleGrant>> FindAsync(Jid account, CancellationToken ct) =>
        (await AllAsync(ct)).GetValueOrDefault(account.Bare) ?? [];

    public Task<IReadOnlyList<RoleGrant>> ListAsync(CancellationToken ct) => inner.ListAsync(ct);

    public async Task SetAsync(RoleGrant grant, CancellationToken ct)
    {
        await inner.SetAsync(grant, ct);
        Forget();
    }

    public async Task<int> EraseAsync(Jid account, CancellationToken ct)
    {
        var rows = await inner.EraseAsync(account, ct);
        Forget();
        return rows;
    }

    private async Task<FrozenDictionary<Jid, RoleGrant[]>> AllAsync(CancellationToken ct)
    {
        if (_all is { } known)
            return known;
        var changes = Volatile.Read(ref _changes);
        var all = (await inner.ListAsync(ct)).GroupBy(grant => grant.Account)
            .ToFrozenDictionary(group => group.Key, group => group.ToArray());
        _all = all;
        if (Volatile.Read(ref _changes) != changes)
            _all = null; // it may be what was there before the change
        return all;
    }

    private void Forget()
    {
        Interlocked.Increment(ref _changes);
        _all = null;
    }
}
