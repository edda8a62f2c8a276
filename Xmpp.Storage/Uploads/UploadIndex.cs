using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Engines;

namespace Xmpp.Storage.Uploads;

/// <summary>Uploads as rows.</summary>
public sealed class UploadIndex(IStorageEngine engine) : IUploadIndex
{
    private const string Columns =
        """
        SELECT owner AS Owner, file_key AS FileKey, name AS Name, content_type AS ContentType, size AS Size,
               created_at AS CreatedAt, keep_until AS KeepUntil, expires_at AS ExpiresAt, content AS Content
        FROM uploads
        """;

    public string Name => "uploaded files";

    public Func<IReadOnlyList<byte[]>, CancellationToken, Task>? ReleasedAsync { get; set; }

    public Task<SlotResult> AddSlotAsync(StoredUpload slot, UploadQuota quota, CancellationToken ct) =>
        engine.WriteAsync((session, token) => AddSlotAsync(session, slot with { Owner = slot.Owner.Bare }, quota, token), ct);

    public async ValueTask<StoredUpload?> FindAsync(byte[] key, CancellationToken ct) =>
        (await engine.ReadAsync(
            (session, token) => session.QueryFirstOrDefaultAsync<UploadRow>(
                Columns + " WHERE file_key = @key", new { key }, token),
            ct))?.ToUpload();

    public Task<bool> StoreAsync(
        byte[] key, byte[] content, string contentType, DateTimeOffset now, CancellationToken ct) =>
        engine.WriteAsync((session, token) => StoreAsync(session, key, content, contentType, now, token), ct);

    public async Task<IReadOnlyList<StoredUpload>> ListAsync(Jid account, int limit, CancellationToken ct)
    {
        var rows = await engine.ReadAsync(
            (session, token) => session.QueryAsync<UploadRow>(
                Columns + " WHERE owner = @Owner AND content IS NOT NULL ORDER BY created_at DESC, file_key LIMIT @limit",
                new { Owner = account.Bare, limit }, token),
            ct);
        return [.. rows.Select(row => row.ToUpload())];
    }

    public async Task<IReadOnlyList<UploadOwner>> ListOwnersAsync(
        IReadOnlyList<string> hosts, string? after, int limit, CancellationToken ct)
    {
        var rows = await engine.ReadAsync(
            (session, token) => session.QueryAsync<OwnerRow>(
                """
                SELECT owner AS Owner, COUNT(*) AS Files, CAST(SUM(size) AS SIGNED) AS Bytes, MAX(created_at) AS Newest
                FROM uploads
                WHERE owner > @After AND content IS NOT NULL AND SUBSTR(owner, INSTR(owner, '@') + 1) IN @hosts
                GROUP BY owner ORDER BY owner LIMIT @limit
                """,
                new { After = after ?? "", hosts, limit }, token),
            ct);
        return [.. rows.Select(row => new UploadOwner(
            row.Owner, row.Files, row.Bytes, DateTimeOffset.FromUnixTimeMilliseconds(row.Newest)))];
    }

    public Task<UploadUsage> UsageAsync(Jid account, DateTimeOffset now, CancellationToken ct) =>
        engine.ReadAsync(
            async (session, token) =>
            {
                var used = await CountAsync(session, account.Bare, now, token);
                var (files, bytes) = await CountDayAsync(session, account.Bare, now, token);
                return new UploadUsage(used.Files, used.Bytes, files, bytes, used.Slots, used.SlotBytes);
            },
            ct);

    public async Task<IReadOnlyList<StoredUpload>> FindExpiredAsync(DateTimeOffset now, int limit, CancellationToken ct)
    {
        var rows = await engine.ReadAsync(
            (session, token) => session.QueryAsync<UploadRow>(
                Columns + " WHERE expires_at <= @Now ORDER BY expires_at LIMIT @limit",
                new { Now = now.ToUnixTimeMilliseconds(), limit }, token),
            ct);
        return [.. rows.Select(row => row.ToUpload())];
    }

    public async Task<int> RemoveAsync(Jid account, IReadOnlyList<byte[]> keys, CancellationToken ct)
    {
        var owner = account.Bare;
        var (removed, released) = await engine.WriteAsync(
            async (session, token) =>
            {
                var removed = 0;
                var released = new List<byte[]>();
                foreach (var key in keys)
                {
                    var content = await session.QueryFirstOrDefaultAsync<byte[]>(
                        "SELECT content FROM uploads WHERE owner = @owner AND file_key = @key", new { owner, key }, token);
                    if (content is not null)
                        released.Add(content);
                    removed += await session.ExecuteAsync(
                        "DELETE FROM uploads WHERE owner = @owner AND file_key = @key", new { owner, key }, token);
                }
                return (removed, released);
            },
            ct);
        await ReleaseAsync(released, ct);
        return removed;
    }

    public Task<int> ForgetDaysAsync(DateTimeOffset now, CancellationToken ct) =>
        engine.WriteAsync(
            (session, token) => session.ExecuteAsync(
                "DELETE FROM upload_days WHERE day < @Day", new { Day = DayOf(now) }, token),
            ct);

    public Task<bool> IsUsedAsync(byte[] content, CancellationToken ct) =>
        engine.ReadAsync(
            async (session, token) => await session.QueryFirstOrDefaultAsync<long>(
                "SELECT 1 FROM uploads WHERE content = @content LIMIT 1", new { content }, token) == 1,
            ct);

    public async Task<int> EraseAsync(Jid account, CancellationToken ct)
    {
        var values = new { Owner = account.Bare };
        var (rows, released) = await engine.WriteAsync(
            async (session, token) =>
            {
                var released = await session.QueryAsync<byte[]>(
                    "SELECT content FROM uploads WHERE owner = @Owner AND content IS NOT NULL", values, token);
                var rows = await session.ExecuteAsync("DELETE FROM uploads WHERE owner = @Owner", values, token);
                rows += await session.ExecuteAsync("DELETE FROM upload_days WHERE owner = @Owner", values, token);
                return (rows, released);
            },
            ct);
        await ReleaseAsync(released, ct);
        return rows;
    }

    private Task ReleaseAsync(IReadOnlyList<byte[]> contents, CancellationToken ct) =>
        contents.Count > 0 && ReleasedAsync is { } told ? told(contents, ct) : Task.CompletedTask;

    private static async Task<SlotResult> AddSlotAsync(
        StorageSession session, StoredUpload slot, UploadQuota quota, CancellationToken ct)
    {
        var now = slot.CreatedAt;
        var used = await CountAsync(session, slot.Owner, now, ct);
        var (files, bytes) = await CountDayAsync(session, slot.Owner, now, ct);
        var nextEnd = UploadRow.ToTime(used.NextEnd);
        if (used.Slots >= quota.Slots)
            return new SlotResult(SlotOutcome.TooManySlots, nextEnd);
        if (files + used.Slots >= quota.FilesPerDay || bytes + used.SlotBytes + slot.Size > quota.BytesPerDay)
            return new SlotResult(SlotOutcome.FullToday, DayAfter(now));
        if (used.Files + used.Slots >= quota.Files || used.Bytes + used.SlotBytes + slot.Size > quota.Bytes)
            return new SlotResult(SlotOutcome.Full, nextEnd);
        await session.ExecuteAsync(
            """
            INSERT INTO uploads (owner, file_key, name, content_type, size, created_at, keep_until, expires_at, content)
            VALUES (@Owner, @Key, @Name, @ContentType, @Size, @CreatedAt, @KeepUntil, @ExpiresAt, NULL)
            """,
            UploadRow.ValuesOf(slot), ct);
        return new SlotResult(SlotOutcome.Given, null);
    }

    private static async Task<bool> StoreAsync(
        StorageSession session, byte[] key, byte[] content, string contentType, DateTimeOffset now, CancellationToken ct)
    {
        var slot = await session.QueryFirstOrDefaultAsync<UploadRow>(
            Columns + " WHERE file_key = @key AND content IS NULL", new { key }, ct);
        if (slot is null)
            return false;
        await session.ExecuteAsync(
            """
            UPDATE uploads SET content = @content, content_type = @contentType, expires_at = keep_until
            WHERE owner = @Owner AND file_key = @key
            """,
            new { content, contentType, Owner = ColumnTypes.ToJid(slot.Owner), key }, ct);
        var day = new { Owner = ColumnTypes.ToJid(slot.Owner), Day = DayOf(now), slot.Size };
        var counted = await session.ExecuteAsync(
            "UPDATE upload_days SET files = files + 1, bytes = bytes + @Size WHERE owner = @Owner AND day = @Day", day, ct);
        if (counted == 0)
            await session.ExecuteAsync("INSERT INTO upload_days (owner, day, files, bytes) VALUES (@Owner, @Day, 1, @Size)", day, ct);
        return true;
    }

    private static async Task<UsageRow> CountAsync(
        StorageSession session, Jid owner, DateTimeOffset now, CancellationToken ct) =>
        await session.QueryFirstOrDefaultAsync<UsageRow>(
            """
            SELECT COUNT(content) AS Files,
                   CAST(COALESCE(SUM(CASE WHEN content IS NOT NULL THEN size END), 0) AS SIGNED) AS Bytes,
                   COUNT(CASE WHEN content IS NULL THEN 1 END) AS Slots,
                   CAST(COALESCE(SUM(CASE WHEN content IS NULL THEN size END), 0) AS SIGNED) AS SlotBytes,
                   COALESCE(MIN(expires_at), 9223372036854775807) AS NextEnd
            FROM uploads WHERE owner = @owner AND (content IS NOT NULL OR expires_at > @Now)
            """,
            new { owner, Now = now.ToUnixTimeMilliseconds() }, ct) ?? new UsageRow();

    private static async Task<(long Files, long Bytes)> CountDayAsync(
        StorageSession session, Jid owner, DateTimeOffset now, CancellationToken ct) =>
        await session.QueryFirstOrDefaultAsync<UsageRow>(
            "SELECT files AS Files, bytes AS Bytes FROM upload_days WHERE owner = @owner AND day = @Day",
            new { owner, Day = DayOf(now) }, ct) is { } day
            ? (day.Files, day.Bytes)
            : (0, 0);

    private static long DayOf(DateTimeOffset time) => time.ToUnixTimeMilliseconds() / (24 * 60 * 60 * 1000);

    private static DateTimeOffset DayAfter(DateTimeOffset time) => new(time.UtcDateTime.Date.AddDays(1), TimeSpan.Zero);

    private sealed class OwnerRow
    {
        public required Jid Owner { get; init; }
        public long Files { get; init; }
        public long Bytes { get; init; }
        public long Newest { get; init; }
    }
}
