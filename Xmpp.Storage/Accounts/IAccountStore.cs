using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.Accounts;

/// <summary>Accounts and their credentials, keyed by bare address.</summary>
public interface IAccountStore : IAccountData
{
    /// <summary>The account with all its credentials, in one query; null if there is none.</summary>
    ValueTask<Account?> FindAsync(Jid account, CancellationToken ct);

    /// <summary>
    /// Whether there is such an account, disabled or not, without a query if it was there a moment ago: for the stanza
    /// path. Who creates, deletes or logs in asks <see cref="FindAsync"/>.
    /// </summary>
    ValueTask<bool> ExistsAsync(Jid account, CancellationToken ct);

    /// <summary>False, and nothing changes, if the account exists; of two at once exactly one gets true.</summary>
    Task<bool> CreateAsync(Account account, CancellationToken ct);

    /// <summary>Replaces every credential (a new password); false if there is no such account.</summary>
    Task<bool> SetCredentialsAsync(Jid account, IReadOnlyList<ScramCredential> credentials, CancellationToken ct);

    /// <summary>
    /// Adds a credential for a hash that has none, after a login with the plain password; never overwrites. It is added
    /// only while <paramref name="verified"/>, against which that password was checked, is still stored: else a
    /// password changed meanwhile would come back.
    /// </summary>
    Task AddCredentialAsync(
        Jid account, ScramCredential verified, ScramCredential credential, CancellationToken ct);

    /// <summary>False if there is no such account.</summary>
    Task<bool> SetDisabledAsync(Jid account, bool isDisabled, CancellationToken ct);

    /// <summary>Removes the account and its credentials only; the rest goes through every <see cref="IAccountData"/>.</summary>
    Task<bool> DeleteAsync(Jid account, CancellationToken ct);

    /// <summary>A page of a host's accounts in the order of their addresses, behind the bare address <paramref name="after"/>.</summary>
    Task<IReadOnlyList<AccountEntry>> ListAsync(string host, string? after, int limit, CancellationToken ct);

    /// <summary>The same of those that are disabled, or of those that are not.</summary>
    Task<IReadOnlyList<AccountEntry>> ListAsync(string host, string? after, bool isDisabled, int limit, CancellationToken ct);

    Task<long> CountAsync(string host, CancellationToken ct);

    /// <summary>How many of a host are disabled.</summary>
    Task<long> CountDisabledAsync(string host, CancellationToken ct);
}
