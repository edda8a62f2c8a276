using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Engines;

namespace Xmpp.Storage.PubSub;

/// <summary>What changes items within a transaction and keeps the counters of their node right.</summary>
internal static class PubSubItemRows
{
    /// <summary>Removes the oldest items beyond a number; their ids.</summary>
    public static async Task<IReadOnlyList<string>> TrimAsync(
        StorageSession session, Jid owner, byte[] nodeKey, int maxItems, CancellationToken ct)
    {
        var values = new { Owner = owner, Key = nodeKey };
        var count = await session.QueryFirstOrDefaultAsync<long>(
            "SELECT item_count FROM pubsub_nodes WHERE owner = @Owner AND node_key = @Key", values, ct);
        if (count <= maxItems)
            return [];
        var oldest = await session.QueryAsync<Oldest>(
            """
            SELECT seq AS Seq, id AS Id, size AS Size FROM pubsub_items
            WHERE owner = @Owner AND node_key = @Key ORDER BY seq LIMIT @limit
            """,
            new { Owner = owner, Key = nodeKey, limit = count - maxItems }, ct);
        foreach (var item in oldest)
            await DeleteAsync(session, owner, nodeKey, item.Seq, ct);
        await CountAsync(session, owner, nodeKey, -oldest.Count, -oldest.Sum(item => item.Size), ct);
        return [.. oldest.Select(item => item.Id)];
    }

    /// <summary>The place and the size of an item, or null.</summary>
    public static Task<Oldest?> FindAsync(
        StorageSession session, Jid owner, byte[] nodeKey, string id, CancellationToken ct) =>
        session.QueryFirstOrDefaultAsync<Oldest>(
            """
            SELECT seq AS Seq, COALESCE(created_seq, seq) AS CreatedSeq, id AS Id, size AS Size FROM pubsub_items
            WHERE owner = @Owner AND node_key = @Key AND item_key = @ItemKey
            """,
            new { Owner = owner, Key = nodeKey, ItemKey = PubSubKeys.Of(id) }, ct);

    public static Task DeleteAsync(StorageSession session, Jid owner, byte[] nodeKey, long seq, CancellationToken ct) =>
        session.ExecuteAsync(
            "DELETE FROM pubsub_items WHERE owner = @Owner AND node_key = @Key AND seq = @seq",
            new { Owner = owner, Key = nodeKey, seq }, ct);

    public static Task CountAsync(
        StorageSession session, Jid owner, byte[] nodeKey, long items, long bytes, CancellationToken ct) =>
        session.ExecuteAsync(
            """
            UPDATE pubsub_nodes SET item_count = item_count + @items, item_bytes = item_bytes + @bytes
            WHERE owner = @Owner AND node_key = @Key
            """,
            new { Owner = owner, Key = nodeKey, items, bytes }, ct);

    internal sealed class Oldest
    {
        public long Seq { get; init; }
        public long CreatedSeq { get; init; }
        public required string Id { get; init; }
        public long Size { get; init; }
    }
}
