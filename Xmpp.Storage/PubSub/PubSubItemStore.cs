using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Engines;

namespace Xmpp.Storage.PubSub;

/// <summary>Items as rows.</summary>
public sealed class PubSubItemStore(IStorageEngine engine) : IPubSubItemStore
{
    // Fetched in portions, so that a page that is full by its octets does not load what it leaves out.
    private const int Portion = 50;

    private const string Created = "COALESCE(created_seq, seq)";

    private const string Columns =
        "id AS Id, publisher AS Publisher, published_at AS PublishedAt, payload AS Payload FROM pubsub_items "
        + "WHERE owner = @Owner AND node_key = @Key";

    public Task<PublishResult> PublishAsync(
        Jid owner, string node, IReadOnlyList<PubSubItem> items, PubSubItemLimits limits, CancellationToken ct) =>
        engine.WriteAsync((session, token) => PublishAsync(session, owner, PubSubKeys.Of(node), items, limits, token), ct);

    public Task<bool> RetractAsync(Jid owner, string node, IReadOnlyList<string> ids, CancellationToken ct) =>
        engine.WriteAsync(
            async (session, token) =>
            {
                var key = PubSubKeys.Of(node);
                var found = new List<PubSubItemRows.Oldest>();
                foreach (var id in ids.Distinct(StringComparer.Ordinal))
                {
                    if (await PubSubItemRows.FindAsync(session, owner, key, id, token) is not { } item)
                        return false;
                    found.Add(item);
                }
                foreach (var item in found)
                    await PubSubItemRows.DeleteAsync(session, owner, key, item.Seq, token);
                await PubSubItemRows.CountAsync(session, owner, key, -found.Count, -found.Sum(i => i.Size), token);
                return true;
            },
            ct);

    public Task PurgeAsync(Jid owner, string node, CancellationToken ct) =>
        engine.WriteAsync(
            async (session, token) =>
            {
                var values = new { Owner = owner, Key = PubSubKeys.Of(node) };
                await session.ExecuteAsync(
                    "DELETE FROM pubsub_items WHERE owner = @Owner AND node_key = @Key", values, token);
                return await session.ExecuteAsync(
                    "UPDATE pubsub_nodes SET item_count = 0, item_bytes = 0 WHERE owner = @Owner AND node_key = @Key",
                    values, token);
            },
            ct);

    public async Task ExpireAsync(Jid owner, string node, DateTimeOffset before, CancellationToken ct)
    {
        var values = new { Owner = owner, Key = PubSubKeys.Of(node), Before = before.ToUnixTimeMilliseconds() };
        // The first in the order of publication is the oldest, so one look tells whether there is anything to do.
        var oldest = await engine.ReadAsync(
            (session, token) => session.QueryFirstOrDefaultAsync<long?>(
                "SELECT published_at FROM pubsub_items WHERE owner = @Owner AND node_key = @Key ORDER BY seq LIMIT 1",
                values, token),
            ct);
        if (oldest >= values.Before || oldest is null)
            return;
        await engine.WriteAsync(
            async (session, token) =>
            {
                var bytes = await session.QueryFirstOrDefaultAsync<long?>(
                    """
                    SELECT CAST(SUM(size) AS SIGNED) FROM pubsub_items
                    WHERE owner = @Owner AND node_key = @Key AND published_at < @Before
                    """,
                    values, token);
                var gone = await session.ExecuteAsync(
                    "DELETE FROM pubsub_items WHERE owner = @Owner AND node_key = @Key AND published_at < @Before",
                    values, token);
                await PubSubItemRows.CountAsync(session, owner, values.Key, -gone, -(bytes ?? 0), token);
                return gone;
            },
            ct);
    }

    public Task<PubSubPage?> PageAsync(Jid owner, string node, PubSubPageQuery query, CancellationToken ct) =>
        engine.ReadAsync((session, token) => PageAsync(session, owner, PubSubKeys.Of(node), query, token), ct);

    public Task<IReadOnlyList<PubSubItem>?> FindAsync(
        Jid owner, string node, IReadOnlyList<string> ids, long maxBytes, CancellationToken ct) =>
        engine.ReadAsync(
            async (session, token) =>
            {
                var key = PubSubKeys.Of(node);
                var found = new List<PubSubItem>();
                var bytes = 0L;
                foreach (var id in ids)
                {
                    var row = await session.QueryFirstOrDefaultAsync<ItemRow>(
                        """
                        SELECT id AS Id, publisher AS Publisher, published_at AS PublishedAt, payload AS Payload
                        FROM pubsub_items WHERE owner = @Owner AND node_key = @Key AND item_key = @ItemKey
                        """,
                        new { Owner = owner, Key = key, ItemKey = PubSubKeys.Of(id) }, token);
                    if (row is null)
                        continue;
                    bytes += row.Payload.Length;
                    if (found.Count > 0 && bytes > maxBytes)
                        return null;
                    found.Add(row.ToItem());
                }
                return (IReadOnlyList<PubSubItem>?)found;
            },
            ct);

    public Task<bool> IsAnyOfOthersAsync(
        Jid owner, string node, IReadOnlyList<string> ids, Jid publisher, CancellationToken ct) =>
        engine.ReadAsync(
            async (session, token) =>
            {
                var key = PubSubKeys.Of(node);
                foreach (var id in ids)
                {
                    var found = await session.QueryFirstOrDefaultAsync<int>(
                        """
                        SELECT COUNT(*) FROM pubsub_items
                        WHERE owner = @Owner AND node_key = @Key AND item_key = @ItemKey AND publisher <> @Publisher
                        """,
                        new { Owner = owner, Key = key, ItemKey = PubSubKeys.Of(id), Publisher = publisher.Bare }, token);
                    if (found > 0)
                        return true;
                }
                return false;
            },
            ct);

    public async Task<PubSubItem?> LastAsync(Jid owner, string node, CancellationToken ct) =>
        (await engine.ReadAsync(
            (session, token) => session.QueryFirstOrDefaultAsync<ItemRow>(
                """
                SELECT id AS Id, publisher AS Publisher, published_at AS PublishedAt, payload AS Payload
                FROM pubsub_items WHERE owner = @Owner AND node_key = @Key ORDER BY seq DESC LIMIT 1
                """,
                new { Owner = owner, Key = PubSubKeys.Of(node) }, token),
            ct))?.ToItem();

    public Task<IReadOnlyList<string>> IdsAsync(Jid owner, string node, int limit, CancellationToken ct) =>
        engine.ReadAsync(
            (session, token) => session.QueryAsync<string>(
                "SELECT id FROM pubsub_items WHERE owner = @Owner AND node_key = @Key ORDER BY seq LIMIT @limit",
                new { Owner = owner, Key = PubSubKeys.Of(node), limit }, token),
            ct);

    private static async Task<PublishResult> PublishAsync(
        StorageSession session, Jid owner, byte[] key, IReadOnlyList<PubSubItem> items, PubSubItemLimits limits,
        CancellationToken ct)
    {
        var values = new { Owner = owner, Key = key };
        var node = await session.QueryFirstOrDefaultAsync<Counters>(
            "SELECT last_seq AS LastSeq, item_count AS Items, creator AS Creator FROM pubsub_nodes WHERE owner = @Owner AND node_key = @Key",
            values, ct);
        if (node is null)
            return new PublishResult(PublishOutcome.NoNode, []);
        var replaced = new List<PubSubItemRows.Oldest>();
        foreach (var item in items)
        {
            if (await PubSubItemRows.FindAsync(session, owner, key, item.Id, ct) is { } old)
                replaced.Add(old);
        }
        if (limits.Rejects && node.Items - replaced.Count + items.Count > limits.MaxItems)
            return new PublishResult(PublishOutcome.NodeFull, []);
        var growth = items.Sum(item => (long)item.Payload.Length) - replaced.Sum(item => item.Size);
        if (limits.OwnerBytes > 0 && growth > 0)
        {
            var bytes = await session.QueryFirstOrDefaultAsync<long?>(
                "SELECT CAST(SUM(item_bytes) AS SIGNED) FROM pubsub_nodes WHERE owner = @Owner", values, ct);
            if ((bytes ?? 0) + growth > limits.OwnerBytes)
                return new PublishResult(PublishOutcome.OverQuota, []);
        }
        if (limits.CreatorBytes > 0 && growth > 0)
        {
            var bytes = await session.QueryFirstOrDefaultAsync<long?>(
                "SELECT CAST(SUM(item_bytes) AS SIGNED) FROM pubsub_nodes WHERE owner = @Owner AND creator = @Creator",
                new { Owner = owner, node.Creator }, ct);
            if ((bytes ?? 0) + growth > limits.CreatorBytes)
                return new PublishResult(PublishOutcome.OverQuota, []);
        }
        foreach (var old in replaced)
            await PubSubItemRows.DeleteAsync(session, owner, key, old.Seq, ct);
        await InsertAsync(session, owner, key, node.LastSeq, items, replaced, ct);
        await PubSubItemRows.CountAsync(session, owner, key, items.Count - replaced.Count, growth, ct);
        var dropped = await PubSubItemRows.TrimAsync(session, owner, key, limits.MaxItems, ct);
        return new PublishResult(PublishOutcome.Stored, dropped);
    }

    private static async Task InsertAsync(
        StorageSession session, Jid owner, byte[] key, long lastSeq, IReadOnlyList<PubSubItem> items,
        List<PubSubItemRows.Oldest> replaced, CancellationToken ct)
    {
        foreach (var item in items)
        {
            await session.ExecuteAsync(
                """
                INSERT INTO pubsub_items
                    (owner, node_key, seq, item_key, id, publisher, published_at, size, payload, created_seq)
                VALUES (@Owner, @Key, @Seq, @ItemKey, @Id, @Publisher, @PublishedAt, @Size, @Payload, @CreatedSeq)
                """,
                new
                {
                    Owner = owner,
                    Key = key,
                    Seq = ++lastSeq,
                    ItemKey = PubSubKeys.Of(item.Id),
                    item.Id,
                    Publisher = item.Publisher.Bare,
                    PublishedAt = item.PublishedAt.ToUnixTimeMilliseconds(),
                    Size = item.Payload.Length,
                    item.Payload,
                    CreatedSeq = replaced.Find(old => old.Id == item.Id)?.CreatedSeq,
                },
                ct);
        }
        await session.ExecuteAsync(
            "UPDATE pubsub_nodes SET last_seq = @lastSeq WHERE owner = @Owner AND node_key = @Key",
            new { Owner = owner, Key = key, lastSeq }, ct);
    }

    private static async Task<PubSubPage?> PageAsync(
        StorageSession session, Jid owner, byte[] key, PubSubPageQuery query, CancellationToken ct)
    {
        var after = 0L;
        var before = long.MaxValue;
        if (query.After is { } afterId)
        {
            if (await PubSubItemRows.FindAsync(session, owner, key, afterId, ct) is not { } found)
                return null;
            after = PlaceOf(found);
        }
        if (query.Before is { } beforeId)
        {
            if (await PubSubItemRows.FindAsync(session, owner, key, beforeId, ct) is not { } found)
                return null;
            before = PlaceOf(found);
        }
        var items = new List<PubSubItem>();
        var isComplete = false;
        for (var bytes = 0L; items.Count < query.MaxItems;)
        {
            var want = Math.Min(Portion, query.MaxItems - items.Count) + 1;
            var rows = await PortionAsync(session, owner, key, after, before, query, want, ct);
            var isFull = false;
            foreach (var row in rows.Take(want - 1))
            {
                bytes += row.Payload.Length;
                isFull = items.Count > 0 && bytes > query.MaxBytes;
                if (isFull)
                    break;
                items.Add(row.ToItem());
                (after, before) = query.FromEnd ? (after, row.Place) : (row.Place, before);
            }
            isComplete = !isFull && rows.Count < want;
            if (isFull || isComplete)
                break;
        }
        if (query.FromEnd)
            items.Reverse();
        var count = await session.QueryFirstOrDefaultAsync<int>(
            "SELECT item_count FROM pubsub_nodes WHERE owner = @Owner AND node_key = @Key", new { Owner = owner, Key = key }, ct);
        return new PubSubPage(items, count, isComplete);

        long PlaceOf(PubSubItemRows.Oldest item) => query.Order == PubSubOrder.Creation ? item.CreatedSeq : item.Seq;
    }

    // That of creation is sorted for each page: the items of one node are as many as its limit says.
    private static Task<IReadOnlyList<ItemRow>> PortionAsync(
        StorageSession session, Jid owner, byte[] key, long after, long before, PubSubPageQuery query, int limit,
        CancellationToken ct)
    {
        var values = new { Owner = owner, Key = key, after, before, limit };
        return (query.Order, query.FromEnd) switch
        {
            (PubSubOrder.Modification, false) => session.QueryAsync<ItemRow>(
                $"SELECT seq AS Place, {Columns} AND seq > @after AND seq < @before ORDER BY seq LIMIT @limit",
                values, ct),
            (PubSubOrder.Modification, true) => session.QueryAsync<ItemRow>(
                $"SELECT seq AS Place, {Columns} AND seq > @after AND seq < @before ORDER BY seq DESC LIMIT @limit",
                values, ct),
            (_, false) => session.QueryAsync<ItemRow>(
                $"SELECT {Created} AS Place, {Columns} AND {Created} > @after AND {Created} < @before ORDER BY Place LIMIT @limit",
                values, ct),
            _ => session.QueryAsync<ItemRow>(
                $"SELECT {Created} AS Place, {Columns} AND {Created} > @after AND {Created} < @before ORDER BY Place DESC LIMIT @limit",
                values, ct),
        };
    }

    private sealed class Counters
    {
        public long LastSeq { get; init; }
        public long Items { get; init; }
        public required Jid Creator { get; init; }
    }
}
