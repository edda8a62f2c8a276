using System.Data.Common;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Engines;

namespace Xmpp.Storage.Administration;

/// <summary>Tokens as rows.</summary>
public sealed class AdminTokenStore(IStorageEngine engine) : IAdminTokenStore
{
    public string Name => "administrative tokens";

    public Task<bool> AddAsync(AdminToken token, CancellationToken ct) =>
        engine.WriteAsync((session, stop) => AddAsync(session, token, stop), ct);

    public Task<AdminToken?> FindAsync(byte[] hash, CancellationToken ct) =>
        engine.ReadAsync(
            async (session, stop) => (await ReadAsync(
                session.Prepare(
                    """
                    SELECT owner, id, name, hash, role, host, created_at, expires_at, last_used_at FROM admin_tokens WHERE hash = @0
                    """,
                    hash),
                stop)).FirstOrDefault(),
            ct);

    public Task<IReadOnlyList<AdminToken>> ListAsync(CancellationToken ct) =>
        engine.ReadAsync<IReadOnlyList<AdminToken>>(
            async (session, stop) => await ReadAsync(
                session.Prepare(
                    """
                    SELECT owner, id, name, hash, role, host, created_at, expires_at, last_used_at FROM admin_tokens
                    ORDER BY created_at, id
                    """),
                stop),
            ct);

    public Task<bool> RemoveAsync(string id, CancellationToken ct) =>
        engine.WriteAsync(
            async (session, stop) => await session.ExecuteAsync("DELETE FROM admin_tokens WHERE id = @id", new { id }, stop) > 0,
            ct);

    public Task NoteUseAsync(string id, DateTimeOffset at, CancellationToken ct) =>
        engine.WriteAsync(
            (session, stop) => session.ExecuteAsync(
                "UPDATE admin_tokens SET last_used_at = @at WHERE id = @id",
                new { id, at = at.ToUnixTimeMilliseconds() }, stop),
            ct);

    public Task<int> EraseAsync(Jid account, CancellationToken ct) =>
        engine.WriteAsync(
            (session, stop) => session.ExecuteAsync(
                "DELETE FROM admin_tokens WHERE owner = @Owner", new { Owner = account.Bare }, stop),
            ct);

    private static async Task<bool> AddAsync(StorageSession session, AdminToken token, CancellationToken ct)
    {
        var values = new
        {
            Owner = token.Owner?.Bare.ToString() ?? "",
            token.Id,
            token.Name,
            token.Hash,
            Role = (int)token.Role,
            Host = token.Host ?? "",
            CreatedAt = token.CreatedAt.ToUnixTimeMilliseconds(),
            ExpiresAt = token.ExpiresAt?.ToUnixTimeMilliseconds(),
            LastUsedAt = token.LastUsedAt?.ToUnixTimeMilliseconds(),
        };
        await session.ExecuteAsync(
            "DELETE FROM admin_tokens WHERE owner = @Owner AND name = @Name AND expires_at <= @CreatedAt", values, ct);
        if (await session.QueryFirstOrDefaultAsync<long>(
            "SELECT COUNT(*) FROM admin_tokens WHERE owner = @Owner AND name = @Name", values, ct) > 0)
        {
            return false;
        }
        return await session.ExecuteAsync(
            """
            INSERT INTO admin_tokens (owner, id, name, hash, role, host, created_at, expires_at, last_used_at)
            VALUES (@Owner, @Id, @Name, @Hash, @Role, @Host, @CreatedAt, @ExpiresAt, @LastUsedAt)
            """,
            values, ct) > 0;
    }

    private static async Task<List<AdminToken>> ReadAsync(DbCommand command, CancellationToken ct)
    {
        var tokens = new List<AdminToken>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            tokens.Add(Read(reader));
        return tokens;
    }

    private static AdminToken Read(DbDataReader reader)
    {
        var owner = ColumnTypes.ToText(reader.GetValue(0));
        var host = ColumnTypes.ToText(reader.GetValue(5));
        return new AdminToken(
            ColumnTypes.ToText(reader.GetValue(1)), owner.Length == 0 ? null : ColumnTypes.ToJid(owner), reader.GetString(2),
            reader.GetFieldValue<byte[]>(3), (AdminRole)reader.GetInt32(4), host.Length == 0 ? null : host,
            Time(reader.GetInt64(6)), reader.IsDBNull(7) ? null : Time(reader.GetInt64(7)),
            reader.IsDBNull(8) ? null : Time(reader.GetInt64(8)));
    }

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
