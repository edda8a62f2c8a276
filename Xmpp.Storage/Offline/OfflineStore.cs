using System.Data.Common;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Engines;

namespace Xmpp.Storage.Offline;

/// <summary>Waiting messages as rows.</summary>
public sealed class OfflineStore(IStorageEngine engine, TimeProvider clock) : IOfflineStore
{
    private readonly OfflineAdds _adds = new(clock);

    public string Name => "offline messages";

    public ValueTask<OfflineOutcome> AddAsync(
        Jid account, byte[] stanza, DateTimeOffset receivedAt, OfflineQuota quota, CancellationToken ct) =>
        new(engine.WriteAsync(_adds, new OfflineAdd(account.Bare, stanza, receivedAt, quota), ct));

    public Task<IReadOnlyList<OfflineMessage>> ReadAsync(
        Jid account, long afterId, int limit, CancellationToken ct) =>
        engine.ReadAsync<IReadOnlyList<OfflineMessage>>(
            async (session, token) =>
            {
                var command = session.Prepare(
                    """
                    SELECT id, received_at, stanza FROM offline_messages
                    WHERE owner = @0 AND id > @1 ORDER BY id LIMIT @2
                    """,
                    account.Bare.ToString(), afterId, limit);
                var messages = new List<OfflineMessage>();
                await using var reader = await command.ExecuteReaderAsync(token);
                while (await reader.ReadAsync(token))
                    messages.Add(ReadMessage(reader));
                return messages;
            },
            ct);

    public Task DeleteThroughAsync(Jid account, long id, CancellationToken ct) =>
        engine.WriteAsync((session, token) => DeleteAsync(session, account.Bare.ToString(), id, token), ct);

    public Task<int> CountAsync(Jid account, CancellationToken ct) =>
        engine.ReadAsync(
            (session, token) => session.QueryFirstOrDefaultAsync<int>(
                "SELECT messages FROM offline_boxes WHERE owner = @Owner", new { Owner = account.Bare }, token),
            ct);

    public Task DeleteAllAsync(Jid account, CancellationToken ct) => DeleteThroughAsync(account, long.MaxValue, ct);

    public Task<int> EraseAsync(Jid account, CancellationToken ct) =>
        engine.WriteAsync(
            async (session, token) =>
            {
                var values = new { Owner = account.Bare };
                return await session.ExecuteAsync("DELETE FROM offline_messages WHERE owner = @Owner", values, token)
                    + await session.ExecuteAsync("DELETE FROM offline_boxes WHERE owner = @Owner", values, token);
            },
            ct);

    private static OfflineMessage ReadMessage(DbDataReader reader) =>
        new(reader.GetInt64(0), DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(1)),
            reader.GetFieldValue<byte[]>(2));

    private static async Task<int> DeleteAsync(StorageSession session, string owner, long id, CancellationToken ct)
    {
        var (messages, bytes) = await MeasureAsync(session, owner, id, ct);
        if (messages == 0)
            return 0;
        await session.Prepare("DELETE FROM offline_messages WHERE owner = @0 AND id <= @1", owner, id)
            .ExecuteNonQueryAsync(ct);
        return await session.Prepare(
                "UPDATE offline_boxes SET messages = messages - @1, bytes = bytes - @2 WHERE owner = @0",
                owner, messages, bytes)
            .ExecuteNonQueryAsync(ct);
    }

    private static async Task<(long Messages, long Bytes)> MeasureAsync(
        StorageSession session, string owner, long id, CancellationToken ct)
    {
        var command = session.Prepare(
            """
            SELECT COUNT(*), CAST(COALESCE(SUM(LENGTH(stanza)), 0) AS DECIMAL) FROM offline_messages
            WHERE owner = @0 AND id <= @1
            """,
            owner, id);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }
}
