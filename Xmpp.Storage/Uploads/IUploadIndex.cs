using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.Uploads;

/// <summary>
/// Which account has uploaded which file (XEP-0363). What is in the files is kept elsewhere, once for all that have the same
/// in them: how many rows name a content is how often it is referred to.
/// </summary>
public interface IUploadIndex : IAccountData
{
    /// <summary>
    /// Told of contents to which fewer refer than before, once that is durable; what nobody refers to any more can go.
    /// </summary>
    Func<IReadOnlyList<byte[]>, CancellationToken, Task>? ReleasedAsync { get; set; }

    /// <summary>Keeps an open slot if the account may have it; of many at once no more than the quota allows are given.</summary>
    /// <param name="slot">Without content; it ends at its <see cref="StoredUpload.ExpiresAt"/>.</param>
    /// <param name="quota">What the account may have, this one included.</param>
    /// <param name="ct">Until the write has begun.</param>
    Task<SlotResult> AddSlotAsync(StoredUpload slot, UploadQuota quota, CancellationToken ct);

    /// <summary>The slot or file of that key, also one whose time is over and that has not been removed yet.</summary>
    ValueTask<StoredUpload?> FindAsync(byte[] key, CancellationToken ct);

    /// <summary>
    /// Makes a file of an open slot, once: false, and nothing is changed, if it is none (any more). Until its
    /// <see cref="StoredUpload.KeepUntil"/> the content must stay.
    /// </summary>
    Task<bool> StoreAsync(byte[] key, byte[] content, string contentType, DateTimeOffset now, CancellationToken ct);

    /// <summary>Files of an account, not its slots, the newest first.</summary>
    Task<IReadOnlyList<StoredUpload>> ListAsync(Jid account, int limit, CancellationToken ct);

    /// <summary>A page of the accounts that have files, in the order of their addresses, behind <paramref name="after"/>.</summary>
    Task<IReadOnlyList<UploadOwner>> ListOwnersAsync(IReadOnlyList<string> hosts, string? after, int limit, CancellationToken ct);

    Task<UploadUsage> UsageAsync(Jid account, DateTimeOffset now, CancellationToken ct);

    /// <summary>What has ended at <paramref name="now"/>, slots and files, what ended first first.</summary>
    Task<IReadOnlyList<StoredUpload>> FindExpiredAsync(DateTimeOffset now, int limit, CancellationToken ct);

    /// <summary>Removes those of an account; how many there were.</summary>
    Task<int> RemoveAsync(Jid account, IReadOnlyList<byte[]> keys, CancellationToken ct);

    /// <summary>Removes the counts of days before the one of <paramref name="now"/>.</summary>
    Task<int> ForgetDaysAsync(DateTimeOffset now, CancellationToken ct);

    /// <summary>Whether any file has this content.</summary>
    Task<bool> IsUsedAsync(byte[] content, CancellationToken ct);
}
