using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Sessions;

/// <summary>All that is loaded when a resource is bound and let go when its session ends.</summary>
internal sealed class AccountCaches(params IReadOnlyList<IAccountCache> caches) : IAccountCache
{
    public async Task PinAsync(Jid account, CancellationToken ct)
    {
        for (var i = 0; i < caches.Count; i++)
        {
            try
            {
                await caches[i].PinAsync(account, ct);
            }
            catch
            {
                for (var pinned = 0; pinned < i; pinned++)
                    await caches[pinned].UnpinAsync(account, CancellationToken.None);
                throw;
            }
        }
    }

    public async Task UnpinAsync(Jid account, CancellationToken ct)
    {
        foreach (var cache in caches)
            await cache.UnpinAsync(account, ct);
    }
}
