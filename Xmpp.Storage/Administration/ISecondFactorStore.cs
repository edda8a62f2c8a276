using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.Administration;

/// <summary>One-time codes of administrators.</summary>
public interface ISecondFactorStore : IAccountData
{
    Task<SecondFactor?> FindAsync(Jid account, CancellationToken ct);

    /// <summary>In the place of the one that there is.</summary>
    Task SetAsync(SecondFactor factor, CancellationToken ct);

    /// <summary>Takes a code of that step; false if it or a later one was taken: of two at once exactly one gets true.</summary>
    Task<bool> TryUseStepAsync(Jid account, long step, CancellationToken ct);

    /// <summary>Takes a recovery code by its hash; false if it is not there (any more).</summary>
    Task<bool> TryUseRecoveryAsync(Jid account, string hash, CancellationToken ct);
}
