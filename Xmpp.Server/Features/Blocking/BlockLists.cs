using Xmpp.Server.Routing;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Accounts;
using Xmpp.Storage.Blocking;

namespace Xmpp.Server.Features.Blocking;

/// <summary>The block lists of accounts with sessions, in memory and current, and a way to the others.</summary>
internal sealed class BlockLists(IBlockListStore store, AccountLocks locks) : IBlockLists, IAccountCache
{
    private readonly AccountCache<BlockList> _cache = new(
        locks, async (account, ct) => BlockList.Of(account, await store.LoadAsync(account, ct)),
        static (account, start) => BlockList.Of(account, start.Blocked));

    public void Pin(Jid account, AccountStart start) => _cache.Pin(account, start);

    public void Unpin(Jid account) => _cache.Unpin(account);

    public ValueTask<BlockList> GetAsync(Jid account, CancellationToken ct) =>
        _cache.Find(account) is null && store.BlocksNobody(account)
            ? new ValueTask<BlockList>(BlockList.Empty)
            : _cache.GetAsync(account, ct);

    /// <summary>Adds addresses; does nothing if the list would then have more than <paramref name="maxItems"/>.</summary>
    /// <returns>The list before and after, or null if there is no room.</returns>
    public async Task<(BlockList Before, BlockList After)?> AddAsync(
        Jid account, IReadOnlyList<Jid> addresses, int maxItems, CancellationToken ct)
    {
        var isFull = false;
        var lists = await _cache.ChangeAsync(account, async (before, token) =>
        {
            var added = addresses.Where(address => !before.Contains(address)).Distinct().ToList();
            isFull = added.Count > 0 && before.Addresses.Count + added.Count > maxItems;
            if (isFull || added.Count == 0)
                return before;
            await store.AddAsync(account, added, token);
            return BlockList.Of(account, [.. before.Addresses, .. added]);
        }, ct);
        return isFull ? null : lists;
    }

    /// <summary>Removes addresses, all of them if none is named (XEP-0191 §3.5).</summary>
    public Task<(BlockList Before, BlockList After)> RemoveAsync(
        Jid account, IReadOnlyList<Jid> addresses, CancellationToken ct) =>
        _cache.ChangeAsync(account, async (before, token) =>
        {
            var removed = addresses.Count == 0 ? before.Addresses : [.. addresses.Where(before.Contains)];
            if (removed.Count == 0)
                return before;
            await store.RemoveAsync(account, removed, token);
            return BlockList.Of(account, before.Addresses.Except(removed));
        }, ct);
}
