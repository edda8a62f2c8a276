using Xmpp.Storage.Engines;

namespace Xmpp.Storage.Offline;

/// <summary>
/// Messages of one commit: each account's box is read once, checked in memory, and written once, whatever the number
/// of messages.
/// </summary>
internal sealed class OfflineAdds(TimeProvider clock) : IBatchWrite<OfflineAdd, OfflineOutcome>
{
    public async Task<IReadOnlyList<OfflineOutcome>> WriteAsync(
        StorageSession session, IReadOnlyList<OfflineAdd> items, CancellationToken ct)
    {
        var boxes = await ReadBoxesAsync(session, items, ct);
        var now = (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        var outcomes = new OfflineOutcome[items.Count];
        var rows = new List<object?[]>(items.Count);
        for (var i = 0; i < items.Count; i++)
        {
            var item = items[i];
            var owner = item.Account.ToString();
            if (boxes[owner].TryAdd(item.Stanza.Length, item.Quota, now) is { } id)
                rows.Add([owner, id, item.ReceivedAt.ToUnixTimeMilliseconds(), item.Stanza]);
            else
                outcomes[i] = OfflineOutcome.Full;
        }
        if (rows.Count == 0)
            return outcomes;
        await session.WriteRowsAsync(
            "INSERT INTO offline_messages (owner, id, received_at, stanza) VALUES", rows, ct);
        await WriteBoxesAsync(session, boxes.Values, ct);
        return outcomes;
    }

    private static async Task<Dictionary<string, OfflineBox>> ReadBoxesAsync(
        StorageSession session, IReadOnlyList<OfflineAdd> items, CancellationToken ct)
    {
        var boxes = new Dictionary<string, OfflineBox>(StringComparer.Ordinal);
        foreach (var item in items)
            boxes.TryAdd(item.Account.ToString(), new() { Owner = item.Account.ToString(), IsNew = true });
        if (session.Kind == EngineKind.Sqlite)
        {
            foreach (var owner in boxes.Keys)
                await ReadBoxAsync(session, owner, boxes, ct);
            return boxes;
        }
        // The rows stay locked until the commit, against other nodes, in the order of the key and so without deadlock.
        var rows = await session.QueryAsync<Row>(
            """
            SELECT owner AS Owner, last_id AS LastId, messages AS Messages, bytes AS Bytes
            FROM offline_boxes WHERE owner IN @Owners ORDER BY owner FOR UPDATE
            """,
            new { Owners = boxes.Keys }, ct);
        foreach (var row in rows)
        {
            var owner = ColumnTypes.ToText(row.Owner);
            boxes[owner] = OfflineBox.Read(owner, row.LastId, row.Messages, row.Bytes);
        }
        return boxes;
    }

    private static async Task ReadBoxAsync(
        StorageSession session, string owner, Dictionary<string, OfflineBox> boxes, CancellationToken ct)
    {
        var command = session.Prepare("SELECT last_id, messages, bytes FROM offline_boxes WHERE owner = @0", owner);
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (await reader.ReadAsync(ct))
            boxes[owner] = OfflineBox.Read(owner, reader.GetInt64(0), reader.GetInt32(1), reader.GetInt64(2));
    }

    // INSERT for the new ones: should another node have made the box meanwhile, this fails, and the repeat finds it.
    private static async Task WriteBoxesAsync(
        StorageSession session, IReadOnlyCollection<OfflineBox> boxes, CancellationToken ct)
    {
        object?[][] fresh = [.. boxes.Where(box => box.IsChanged && box.IsNew).Select(box => box.ToRow())];
        object?[][] known = [.. boxes.Where(box => box.IsChanged && !box.IsNew).Select(box => box.ToRow())];
        if (fresh.Length > 0)
        {
            await session.WriteRowsAsync(
                "INSERT INTO offline_boxes (owner, last_id, messages, bytes) VALUES", fresh, ct);
        }
        if (known.Length > 0)
        {
            await session.WriteRowsAsync(
                "REPLACE INTO offline_boxes (owner, last_id, messages, bytes) VALUES", known, ct);
        }
    }

    private sealed class Row
    {
        public required object Owner { get; init; }
        public long LastId { get; init; }
        public int Messages { get; init; }
        public long Bytes { get; init; }
    }
}
