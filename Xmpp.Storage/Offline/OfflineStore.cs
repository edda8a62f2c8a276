using System.Data.Common;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Engines;

namespace Xmpp.Storage.Offline;

/// <summary>Waiting messages as rows.</summary>
public sealed class OfflineStore(IStorageEngine engine, TimeProvider clock) : IOfflineStore
{
    private readonly OfflineAdds _adds = new(clock);

    public string Name => "offline messages";

    /// <summary>Accounts for which nothing waited when they logged in, a moment ago.</summary>
    internal RecentAnswers Empty { get; } = new(clock);

    public async ValueTask<OfflineOutcome> AddAsync(
        Jid account, byte[] stanza, DateTimeOffset receivedAt, OfflineQuota quota, CancellationToken ct)
    {
        try
        {
            return await engine.WriteAsync(_adds, new OfflineAdd(account.Bare, stanza, receivedAt, quota), ct);
        }
        finally
        {
            Empty.Remove(account.Bare); // also a write that fails for its caller may have been carried out
        }
    }

    public async Task ImportAsync(Jid account, IReadOnlyList<OfflineMessage> messages, CancellationToken ct)
    {
        var quota = new OfflineQuota(int.MaxValue, long.MaxValue);
        OfflineAdd[] adds =
            [.. messages.Select(message => new OfflineAdd(account.Bare, message.Stanza, message.ReceivedAt, quota))];
        try
        {
            await engine.WriteAsync((session, token) => _adds.WriteAsync(session, adds, token), ct);
        }
        finally
        {
            Empty.Remove(account.Bare);
        }
    }

    public Task<IReadOnlyList<OfflineMessage>> ReadAsync(Jid account, long afterId, int limit, CancellationToken ct) =>
        Empty.Contains(account.Bare)
            ? Task.FromResult<IReadOnlyList<OfflineMessage>>([])
            : engine.ReadAsync(
                (session, token) => ReadAsync(
                    session.Prepare(
                        """
                        SELECT id, received_at, stanza FROM offline_messages
                        WHERE owner = @0 AND id > @1 ORDER BY id LIMIT @2
                        """,
                        account.Bare.ToString(), afterId, limit),
                    token),
                ct);

    public Task<IReadOnlyList<OfflineMessage>> ReadNewestAsync(
        Jid account, long beforeId, int limit, CancellationToken ct) =>
        engine.ReadAsync(
            (session, token) => ReadAsync(
                session.Prepare(
                    """
                    SELECT id, received_at, stanza FROM offline_messages
                    WHERE owner = @0 AND id < @1 ORDER BY id DESC LIMIT @2
                    """,
                    account.Bare.ToString(), beforeId, limit),
                token),
            ct);

    public Task<IReadOnlyList<OfflineMessage>> FindAsync(Jid account, IReadOnlyList<long> ids, CancellationToken ct) =>
        engine.ReadAsync<IReadOnlyList<OfflineMessage>>(
            async (session, token) =>
            {
                var messages = new List<OfflineMessage>();
                foreach (var id in ids.Order())
                {
                    var command = session.Prepare(
                        "SELECT id, received_at, stanza FROM offline_messages WHERE owner = @0 AND id = @1",
                        account.Bare.ToString(), id);
                    await using var reader = await command.ExecuteReaderAsync(token);
                    if (await reader.ReadAsync(token))
                        messages.Add(ReadMessage(reader));
                }
                return messages;
            },
            ct);

    public Task<bool> RemoveAsync(Jid account, IReadOnlyList<long> ids, CancellationToken ct)
    {
        var owner = account.Bare.ToString();
        return engine.WriteAsync((session, token) => OfflineRemoval.RemoveAsync(session, owner, ids, token), ct);
    }

    public Task DeleteThroughAsync(Jid account, long id, CancellationToken ct) => DeleteAsync(account, id, ct);

    public Task<int> CountAsync(Jid account, CancellationToken ct) =>
        engine.ReadAsync(
            async (session, token) => (int)(await OfflineBox.ReadAsync(session, account.Bare.ToString(), token)).Messages,
            ct);

    public Task DeleteAllAsync(Jid account, CancellationToken ct) => DeleteAsync(account, long.MaxValue, ct);

    public Task<int> EraseAsync(Jid account, CancellationToken ct) => DeleteAsync(account, long.MaxValue, ct);

    private static async Task<IReadOnlyList<OfflineMessage>> ReadAsync(DbCommand command, CancellationToken ct)
    {
        var messages = new List<OfflineMessage>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            messages.Add(ReadMessage(reader));
        return messages;
    }

    private Task<int> DeleteAsync(Jid account, long id, CancellationToken ct)
    {
        var owner = account.Bare.ToString();
        return engine.WriteAsync(
            (session, token) => session
                .Prepare("DELETE FROM offline_messages WHERE owner = @0 AND id <= @1", owner, id)
                .ExecuteNonQueryAsync(token),
            ct);
    }

    private static OfflineMessage ReadMessage(DbDataReader reader) =>
        new(reader.GetInt64(0), DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(1)),
            reader.GetFieldValue<byte[]>(2));
}
