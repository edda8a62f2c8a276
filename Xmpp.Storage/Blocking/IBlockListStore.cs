using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.Blocking;

/// <summary>Whom accounts have blocked (XEP-0191). Every change is durable when its task completes.</summary>
public interface IBlockListStore : IAccountData
{
    /// <summary>The blocked addresses, in no particular order.</summary>
    Task<IReadOnlyList<Jid>> LoadAsync(Jid account, CancellationToken ct);

    /// <summary>True for an account whose list was empty a moment ago; false says nothing.</summary>
    bool BlocksNobody(Jid account);

    /// <summary>Adds all of them; one that is there already stays.</summary>
    Task AddAsync(Jid account, IReadOnlyCollection<Jid> contacts, CancellationToken ct);

    /// <summary>Removes all of them; one that is not there is no fault.</summary>
    Task RemoveAsync(Jid account, IReadOnlyCollection<Jid> contacts, CancellationToken ct);
}
