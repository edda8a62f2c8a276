using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.Archive;

/// <summary>The messages of accounts, in the order in which they came, and what each account wants of it.</summary>
public interface IArchiveStore : IAccountData
{
    /// <summary>The account's state, mostly from memory; null if there is no such account.</summary>
    ValueTask<ArchiveOwner?> FindOwnerAsync(Jid account, CancellationToken ct);

    /// <summary>The state of an archive that belongs to no account: that of a room. It is there as soon as it is asked for.</summary>
    ValueTask<ArchiveOwner> OpenAsync(Jid room, CancellationToken ct);

    /// <summary>
    /// Gives the message its id and queues it. The order of ids is the order in which messages can be read: none ever
    /// appears behind one that was read. Null if the account is being deleted.
    /// </summary>
    ArchiveWrite? Add(ArchiveOwner owner, ArchiveEntry entry);

    /// <summary>
    /// Keeps messages of another archive under ids that are free; all or none. For who brings an archive along while nobody
    /// else writes to it.
    /// </summary>
    Task ImportAsync(Jid account, IReadOnlyList<(long Id, ArchiveEntry Entry)> messages, CancellationToken ct);

    /// <summary>Counts for the next message.</summary>
    Task SetPreferencesAsync(Jid account, ArchivePreferences preferences, CancellationToken ct);

    /// <summary>One page; null if a mark of the query is not in the archive.</summary>
    Task<ArchivePage?> ReadAsync(Jid account, ArchiveQuery query, CancellationToken ct);

    /// <summary>How many messages match, counted up to <paramref name="limit"/>; null as above.</summary>
    Task<int?> CountAsync(Jid account, ArchiveQuery query, int limit, CancellationToken ct);

    /// <summary>The ids of the oldest and the newest message; null for an empty archive.</summary>
    Task<(long First, long Last)?> FindEndsAsync(Jid account, CancellationToken ct);

    /// <summary>The newest id that an archive which belongs to no account has given out; mostly from memory.</summary>
    ValueTask<long> FindLastIdAsync(Jid room, CancellationToken ct);

    /// <summary>The newest messages with a contact whose stanza may have that 'id'; a few at most.</summary>
    Task<IReadOnlyList<ArchivedMessage>> FindMessagesAsync(
        Jid account, Jid contact, string messageId, CancellationToken ct);

    /// <summary>Puts another stanza in a message's place; id and contact stay (XEP-0313 §3.2).</summary>
    Task ReplaceAsync(Jid account, long id, byte[] stanza, CancellationToken ct);

    /// <summary>Removes one message.</summary>
    Task RemoveAsync(Jid account, long id, CancellationToken ct);

    /// <summary>Removes all messages, in small steps so that others can write between them; how many went.</summary>
    Task<int> ClearAsync(Jid account, CancellationToken ct);

    /// <summary>The next account, in some fixed order, that has messages; null at the end.</summary>
    Task<Jid?> FindNextOwnerAsync(Jid? after, CancellationToken ct);

    /// <summary>Removes the oldest messages below an id, at most <paramref name="limit"/>; how many went.</summary>
    Task<int> DeleteOldestAsync(Jid account, long beforeId, int limit, CancellationToken ct);

    /// <summary>The id of the oldest message among the newest so many; null if there are no more than that.</summary>
    Task<long?> FindOldestOfNewestAsync(Jid account, int count, CancellationToken ct);
}
