using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.Accounts;

/// <summary>How accounts came to be; a row is written together with its account.</summary>
public interface IAccountOriginStore : IAccountData
{
    /// <summary>Null for an account that is not there, or is older than this store.</summary>
    Task<AccountOrigin?> FindAsync(Jid account, CancellationToken ct);

    /// <summary>A page of the accounts of some hosts that were made since, the newest first.</summary>
    Task<IReadOnlyList<NewAccount>> ListAsync(
        IReadOnlyList<string> hosts, DateTimeOffset since, ListPosition? after, int limit, CancellationToken ct);

    /// <summary>Forgets the addresses from which accounts were made before; how many.</summary>
    Task<int> ForgetAddressesAsync(DateTimeOffset before, CancellationToken ct);
}
