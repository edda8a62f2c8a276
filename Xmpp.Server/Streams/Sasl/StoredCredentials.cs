using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Accounts;

namespace Xmpp.Server.Streams.Sasl;

/// <summary>The accounts of the store.</summary>
public sealed class StoredCredentials(IAccountStore store) : ISaslCredentials
{
    public ValueTask<Account?> FindAsync(Jid account, CancellationToken ct) => store.FindAsync(account, ct);

    public Task AddCredentialAsync(
        Jid account, ScramCredential verified, ScramCredential credential, CancellationToken ct) =>
        store.AddCredentialAsync(account, verified, credential, ct);
}
