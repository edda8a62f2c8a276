namespace Xmpp.Storage.Offline;

/// <summary>What one account has waiting, as its row says: enough to check a quota and to give out ids.</summary>
internal sealed class OfflineBox
{
    public required string Owner { get; init; }
    public long LastId { get; private set; }
    public int Messages { get; private set; }
    public long Bytes { get; private set; }
    public bool IsNew { get; init; }
    public bool IsChanged { get; private set; }

    public static OfflineBox Read(string owner, long lastId, int messages, long bytes) =>
        new() { Owner = owner, LastId = lastId, Messages = messages, Bytes = bytes };

    /// <summary>The id for a message of that size, or null if there is no room for it.</summary>
    public long? TryAdd(int size, OfflineQuota quota, long now)
    {
        if (Messages >= quota.MaxMessages || Bytes + size > quota.MaxBytes)
            return null;
        // The clock may stand or go back; the order of arrival does not.
        LastId = Math.Max(LastId + 1, now);
        Messages++;
        Bytes += size;
        IsChanged = true;
        return LastId;
    }

    public object?[] ToRow() => [Owner, LastId, Messages, Bytes];
}
