using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.Offline;

/// <summary>Messages waiting for their account, in the order in which they were stored.</summary>
public interface IOfflineStore : IAccountData
{
    /// <summary>Durable when the task completes; a fault is a <see cref="StorageException"/>.</summary>
    ValueTask<OfflineOutcome> AddAsync(
        Jid account, byte[] stanza, DateTimeOffset receivedAt, OfflineQuota quota, CancellationToken ct);

    /// <summary>
    /// Keeps messages that waited elsewhere, in their order, whatever the quota says; all or none. The ids of
    /// <paramref name="messages"/> are not looked at.
    /// </summary>
    Task ImportAsync(Jid account, IReadOnlyList<OfflineMessage> messages, CancellationToken ct);

    /// <summary>The oldest messages behind <paramref name="afterId"/> (0: from the first).</summary>
    Task<IReadOnlyList<OfflineMessage>> ReadAsync(Jid account, long afterId, int limit, CancellationToken ct);

    /// <summary>The newest messages before <paramref name="beforeId"/>, the newest first.</summary>
    Task<IReadOnlyList<OfflineMessage>> ReadNewestAsync(Jid account, long beforeId, int limit, CancellationToken ct);

    /// <summary>Those of the messages with these ids that are there, the oldest first.</summary>
    Task<IReadOnlyList<OfflineMessage>> FindAsync(Jid account, IReadOnlyList<long> ids, CancellationToken ct);

    /// <summary>Removes these messages; all or none, and false where one of them is not there.</summary>
    Task<bool> RemoveAsync(Jid account, IReadOnlyList<long> ids, CancellationToken ct);

    /// <summary>Removes every message up to and including <paramref name="id"/>: those that were delivered.</summary>
    Task DeleteThroughAsync(Jid account, long id, CancellationToken ct);

    /// <summary>How many are waiting; reads two rows.</summary>
    Task<int> CountAsync(Jid account, CancellationToken ct);

    Task DeleteAllAsync(Jid account, CancellationToken ct);
}
