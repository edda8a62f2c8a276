using Xmpp.Server.Configuration;
using Xmpp.Storage.Federation;

namespace Xmpp.Server.Federation;

/// <summary>The domains that the operator blocks while the server runs: on disk first, then in force.</summary>
/// <param name="store">Where they are kept.</param>
/// <param name="federation">What they are in force for; null where federation is off, or only the store is open.</param>
internal sealed class BlockedDomains(IBlockedDomainStore store, FederationServices? federation)
{
    /// <summary>Puts what is stored in force; before anybody is talked to.</summary>
    public async Task LoadAsync(CancellationToken ct)
    {
        if (federation is not null)
            federation.Policy.Blocked = [.. (await store.ListAsync(ct)).Select(domain => domain.Pattern)];
    }

    public Task<IReadOnlyList<BlockedDomain>> ListAsync(CancellationToken ct) => store.ListAsync(ct);

    /// <summary>Blocks, and ends the streams that there are. False if it was blocked already; null if it is no pattern.</summary>
    public async Task<bool?> BlockAsync(string text, CancellationToken ct)
    {
        if (!DomainPattern.TryPrepare(text, out var pattern))
            return null;
        var isNew = await store.AddAsync(pattern, ct);
        await LoadAsync(ct);
        federation?.EndForbidden();
        return isNew;
    }

    /// <summary>False if it was not blocked; null if it is no pattern.</summary>
    public async Task<bool?> UnblockAsync(string text, CancellationToken ct)
    {
        if (!DomainPattern.TryPrepare(text, out var pattern))
            return null;
        var wasThere = await store.RemoveAsync(pattern, ct);
        await LoadAsync(ct);
        federation?.Links.ForgiveAllowed();
        return wasThere;
    }
}
