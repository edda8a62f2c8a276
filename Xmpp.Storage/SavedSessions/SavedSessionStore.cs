using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Engines;

namespace Xmpp.Storage.SavedSessions;

/// <summary>Saved sessions as rows.</summary>
public sealed class SavedSessionStore(IStorageEngine engine) : ISavedSessionStore
{
    public string Name => "saved sessions";

    public Task SaveAsync(SavedSession session, CancellationToken ct) =>
        engine.WriteAsync(
            (connection, token) => connection.Prepare(
                "REPLACE INTO saved_sessions (owner, id, expires_at, session) VALUES (@0, @1, @2, @3)",
                session.Account.Bare.ToString(), session.Id, session.ExpiresAt.ToUnixTimeMilliseconds(),
                session.Session).ExecuteNonQueryAsync(token),
            ct);

    public Task<IReadOnlyList<SavedSession>> LoadAllAsync(CancellationToken ct) =>
        engine.ReadAsync<IReadOnlyList<SavedSession>>(
            async (connection, token) =>
            {
                var command = connection.Prepare("SELECT owner, id, expires_at, session FROM saved_sessions");
                var sessions = new List<SavedSession>();
                await using var reader = await command.ExecuteReaderAsync(token);
                while (await reader.ReadAsync(token))
                {
                    sessions.Add(new SavedSession(
                        ColumnTypes.ToJid(reader.GetValue(0)), ColumnTypes.ToText(reader.GetValue(1)),
                        DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(2)), await reader.GetFieldValueAsync<byte[]>(3, token)));
                }
                return sessions;
            },
            ct);

    public Task EndAsync(Jid account, string id, CancellationToken ct) =>
        engine.WriteAsync(
            (connection, token) => connection.Prepare(
                "UPDATE saved_sessions SET expires_at = 0 WHERE owner = @0 AND id = @1", account.Bare.ToString(), id)
                .ExecuteNonQueryAsync(token),
            ct);

    public Task DeleteAsync(Jid account, string id, CancellationToken ct) =>
        engine.WriteAsync(
            (connection, token) => connection.Prepare(
                "DELETE FROM saved_sessions WHERE owner = @0 AND id = @1", account.Bare.ToString(), id)
                .ExecuteNonQueryAsync(token),
            ct);

    public Task<int> EraseAsync(Jid account, CancellationToken ct) =>
        engine.WriteAsync(
            (connection, token) => connection.Prepare("DELETE FROM saved_sessions WHERE owner = @0", account.Bare.ToString())
                .ExecuteNonQueryAsync(token),
            ct);
}
