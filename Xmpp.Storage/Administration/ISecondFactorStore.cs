using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.Administration;

/// <summary>One-time codes of administrators.</summary>
public interface ISecondFactorStore : IAccountData
{
    Task<SecondFactor?> FindAsync(Jid account, CancellationToken ct);

    /// <summary>Keeps a secret that does not count yet; false, and nothing changes, if there is one that counts.</summary>
    Task<bool> TryBeginAsync(Jid account, byte[] secret, CancellationToken ct);

    /// <summary>
    /// Lets the secret count; false, and nothing changes, if it is not the last one that was begun, or one counts already: of two
    /// at once exactly one gets true.
    /// </summary>
    Task<bool> TryConfirmAsync(Jid account, byte[] secret, long step, IReadOnlyList<string> recovery, CancellationToken ct);

    /// <summary>Takes a code of that step; false if it or a later one was taken: of two at once exactly one gets true.</summary>
    Task<bool> TryUseStepAsync(Jid account, long step, CancellationToken ct);

    /// <summary>Takes a recovery code by its hash; false if it is not there (any more).</summary>
    Task<bool> TryUseRecoveryAsync(Jid account, string hash, CancellationToken ct);
}
