using Xmpp.Storage.Engines;

namespace Xmpp.Storage.Audit;

/// <summary>The audit log as rows.</summary>
public sealed class AuditStore(IStorageEngine engine) : IAuditStore
{
    public Task AddAsync(AuditEntry entry, CancellationToken ct) =>
        engine.WriteAsync(
            (session, token) => session.ExecuteAsync(
                """
                INSERT INTO audit (at, actor, door, address, operation, host, target, outcome)
                VALUES (@At, @Actor, @Door, @Address, @Operation, @Host, @Target, @Outcome)
                """,
                new
                {
                    At = entry.At.ToUnixTimeMilliseconds(),
                    entry.Actor,
                    entry.Door,
                    entry.Address,
                    entry.Operation,
                    Host = entry.Host ?? "",
                    entry.Target,
                    entry.Outcome,
                },
                token),
            ct);

    public Task<IReadOnlyList<AuditEntry>> ListAsync(string? host, long? before, int limit, CancellationToken ct) =>
        engine.ReadAsync<IReadOnlyList<AuditEntry>>(
            async (session, token) =>
            {
                var end = before ?? long.MaxValue;
                var command = host is null
                    ? session.Prepare(
                        """
                        SELECT id, at, actor, door, address, operation, host, target, outcome FROM audit
                        WHERE id < @0 ORDER BY id DESC LIMIT @1
                        """,
                        end, limit)
                    : session.Prepare(
                        """
                        SELECT id, at, actor, door, address, operation, host, target, outcome FROM audit
                        WHERE id < @0 AND host = @2 ORDER BY id DESC LIMIT @1
                        """,
                        end, limit, host);
                var entries = new List<AuditEntry>();
                await using var reader = await command.ExecuteReaderAsync(token);
                while (await reader.ReadAsync(token))
                {
                    var of = ColumnTypes.ToText(reader.GetValue(6));
                    entries.Add(new AuditEntry(
                        reader.GetInt64(0), DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(1)), reader.GetString(2),
                        ColumnTypes.ToText(reader.GetValue(3)), TextOrNull(reader.GetValue(4)),
                        ColumnTypes.ToText(reader.GetValue(5)), of.Length == 0 ? null : of,
                        TextOrNull(reader.GetValue(7)), ColumnTypes.ToText(reader.GetValue(8))));
                }
                return entries;
            },
            ct);

    public Task<int> RemoveBeforeAsync(DateTimeOffset time, CancellationToken ct) =>
        engine.WriteAsync(
            (session, token) => session.ExecuteAsync(
                "DELETE FROM audit WHERE at < @at", new { at = time.ToUnixTimeMilliseconds() }, token),
            ct);

    private static string? TextOrNull(object value) => value is DBNull ? null : ColumnTypes.ToText(value);
}
