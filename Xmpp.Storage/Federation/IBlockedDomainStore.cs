namespace Xmpp.Storage.Federation;

/// <summary>The domains that the operator has blocked while the server ran.</summary>
public interface IBlockedDomainStore
{
    /// <summary>False if it was there already; it is kept as it was.</summary>
    Task<bool> AddAsync(string pattern, CancellationToken ct);

    /// <summary>False if it was not there.</summary>
    Task<bool> RemoveAsync(string pattern, CancellationToken ct);

    /// <summary>All, by pattern.</summary>
    Task<IReadOnlyList<BlockedDomain>> ListAsync(CancellationToken ct);
}
