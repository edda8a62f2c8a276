using Xmpp.Storage.Engines;

namespace Xmpp.Storage.Offline;

/// <summary>
/// Messages of one commit: how much waits is read once for each account, checked in memory, and all rows are written
/// together.
/// </summary>
internal sealed class OfflineAdds(TimeProvider clock) : IBatchWrite<OfflineAdd, OfflineOutcome>
{
    // Only the writer comes here, one group at a time.
    private long _lastId;

    public async Task<IReadOnlyList<OfflineOutcome>> WriteAsync(
        StorageSession session, IReadOnlyList<OfflineAdd> items, CancellationToken ct)
    {
        var boxes = await ReadBoxesAsync(session, items, ct);
        var outcomes = new OfflineOutcome[items.Count];
        var rows = new List<object?[]>(items.Count);
        for (var i = 0; i < items.Count; i++)
        {
            var box = boxes[items[i].Account.ToString()];
            if (box.HasRoom(items[i].Stanza.Length, items[i].Quota))
                rows.Add(box.Add(items[i], NextId()));
            else
                outcomes[i] = OfflineOutcome.Full;
            _lastId = Math.Max(_lastId, box.LastId);
        }
        if (rows.Count > 0)
        {
            await session.WriteRowsAsync(
                """
                INSERT INTO offline_messages (owner, id, position, size, bytes_through, received_at, stanza) VALUES
                """,
                rows, ct);
        }
        return outcomes;
    }

    // Microseconds, and above every id before, even of an account whose rows are gone: who removes "all up to n" must
    // not meet a message that came later.
    private long NextId() =>
        Math.Max(_lastId + 1, (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);

    private static async Task<Dictionary<string, OfflineBox>> ReadBoxesAsync(
        StorageSession session, IReadOnlyList<OfflineAdd> items, CancellationToken ct)
    {
        var boxes = new Dictionary<string, OfflineBox>(StringComparer.Ordinal);
        if (session.Kind == EngineKind.MySql && items.Count > 1)
        {
            foreach (var item in items)
                boxes.TryAdd(item.Account.ToString(), OfflineBox.Empty());
            await ReadBoxesAsync(session, boxes, ct);
            return boxes;
        }
        foreach (var item in items)
        {
            var owner = item.Account.ToString();
            if (!boxes.ContainsKey(owner))
                boxes.Add(owner, await OfflineBox.ReadAsync(session, owner, ct));
        }
        return boxes;
    }

    // One trip for all accounts. The locks make another node wait that adds for the same account.
    private static async Task ReadBoxesAsync(
        StorageSession session, Dictionary<string, OfflineBox> boxes, CancellationToken ct)
    {
        var rows = await session.QueryAsync<Row>(
            """
            SELECT ends.owner AS Owner, o.position AS FirstPosition, o.bytes_through - o.size AS BytesBefore,
                n.id AS LastId, n.position AS LastPosition, n.bytes_through AS BytesThrough
            FROM (SELECT owner, MIN(id) AS oldest, MAX(id) AS newest FROM offline_messages
                WHERE owner IN @Owners GROUP BY owner) ends
            JOIN offline_messages o ON o.owner = ends.owner AND o.id = ends.oldest
            JOIN offline_messages n ON n.owner = ends.owner AND n.id = ends.newest FOR UPDATE
            """,
            new { Owners = boxes.Keys }, ct);
        foreach (var row in rows)
        {
            boxes[ColumnTypes.ToText(row.Owner)] = new(
                row.FirstPosition, row.BytesBefore, row.LastId, row.LastPosition, row.BytesThrough);
        }
    }

    private sealed class Row
    {
        public required byte[] Owner { get; init; }
        public long FirstPosition { get; init; }
        public long BytesBefore { get; init; }
        public long LastId { get; init; }
        public long LastPosition { get; init; }
        public long BytesThrough { get; init; }
    }
}
