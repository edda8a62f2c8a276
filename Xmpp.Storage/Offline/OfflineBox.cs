using Xmpp.Storage.Engines;

namespace Xmpp.Storage.Offline;

/// <summary>
/// How much waits for one account, and where its numbers stand: enough to check a quota and to add a message.
/// </summary>
internal sealed class OfflineBox(
    long firstPosition, long bytesBefore, long lastId, long lastPosition, long bytesThrough)
{
    public long LastId { get; private set; } = lastId;
    public long Messages => _lastPosition - firstPosition + 1;

    private long _lastPosition = lastPosition;
    private long _bytesThrough = bytesThrough;

    /// <summary>For an account for which nothing waits.</summary>
    public static OfflineBox Empty() => new(1, 0, 0, 0, 0);

    // The oldest row, whose size is taken off, and the newest: two steps in the tree that the insert goes to anyway.
    public static async Task<OfflineBox> ReadAsync(StorageSession session, string owner, CancellationToken ct)
    {
        var command = session.Prepare(
            """
            SELECT o.position, o.bytes_through - o.size, n.id, n.position, n.bytes_through
            FROM (SELECT position, bytes_through, size FROM offline_messages
                WHERE owner = @0 ORDER BY id LIMIT 1) o
            CROSS JOIN (SELECT id, position, bytes_through FROM offline_messages
                WHERE owner = @0 ORDER BY id DESC LIMIT 1) n
            """,
            owner);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? new(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4))
            : Empty();
    }

    /// <summary>False if there is no room for so many bytes more.</summary>
    public bool HasRoom(int size, OfflineQuota quota) =>
        Messages < quota.MaxMessages && _bytesThrough - bytesBefore + size <= quota.MaxBytes;

    /// <summary>Counts the message in; its row, with an id not below <paramref name="leastId"/>.</summary>
    public object?[] Add(OfflineAdd message, long leastId)
    {
        // The clock may stand or go back; the order of arrival does not.
        LastId = Math.Max(LastId + 1, leastId);
        _lastPosition++;
        _bytesThrough += message.Stanza.Length;
        return
        [
            message.Account.ToString(), LastId, _lastPosition, message.Stanza.Length, _bytesThrough,
            message.ReceivedAt.ToUnixTimeMilliseconds(), message.Stanza,
        ];
    }
}
