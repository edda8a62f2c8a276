using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Accounts;

namespace Xmpp.Server.Administration;

/// <summary>Accounts that may log in.</summary>
internal sealed class LiveAccounts(IAccountStore store)
{
    /// <summary>Null for one that is not there or is disabled.</summary>
    public async ValueTask<Account?> FindAsync(Jid account, CancellationToken ct) =>
        await store.FindAsync(account, ct) is { IsDisabled: false } found ? found : null;
}
