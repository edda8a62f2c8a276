using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.DeliveryMarks;

/// <summary>Up to which id of its archive everything that came for an account has arrived somewhere.</summary>
public interface IDeliveryMarkStore : IAccountData
{
    /// <summary>The mark, or null when the account has none yet.</summary>
    ValueTask<long?> FindAsync(Jid account, CancellationToken ct);

    /// <summary>Sets the marks of several accounts; durable when the task completes.</summary>
    Task SetAsync(IReadOnlyList<(Jid Account, long SettledThrough)> marks, CancellationToken ct);
}
