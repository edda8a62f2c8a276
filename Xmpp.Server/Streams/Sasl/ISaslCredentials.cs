using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Accounts;

namespace Xmpp.Server.Streams.Sasl;

/// <summary>The accounts that may log in.</summary>
public interface ISaslCredentials
{
    /// <summary>
    /// The account, or null if there is certainly none. Throws if that cannot be told: the client is then sent
    /// temporary-auth-failure, never not-authorized (cases AUTH-12).
    /// </summary>
    ValueTask<Account?> FindAsync(Jid account, CancellationToken ct);

    /// <summary>Keeps keys for a hash that had none, which a PLAIN login made it possible to derive.</summary>
    Task AddCredentialAsync(
        Jid account, ScramCredential verified, ScramCredential credential, CancellationToken ct);
}
