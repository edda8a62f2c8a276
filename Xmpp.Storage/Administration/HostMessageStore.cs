using Xmpp.Storage.Engines;

namespace Xmpp.Storage.Administration;

/// <summary>Messages of hosts as rows.</summary>
public sealed class HostMessageStore(IStorageEngine engine, TimeProvider clock) : IHostMessageStore
{
    public Task<string?> FindAsync(string host, string kind, CancellationToken ct) =>
        engine.ReadAsync(
            (session, token) => session.QueryFirstOrDefaultAsync<string>(
                "SELECT text FROM host_messages WHERE host = @host AND kind = @kind", new { host, kind }, token),
            ct);

    public Task<IReadOnlyDictionary<string, string>> ListAsync(string kind, CancellationToken ct) =>
        engine.ReadAsync<IReadOnlyDictionary<string, string>>(
            async (session, token) =>
            {
                var command = session.Prepare("SELECT host, text FROM host_messages WHERE kind = @0", kind);
                var texts = new Dictionary<string, string>(StringComparer.Ordinal);
                await using var reader = await command.ExecuteReaderAsync(token);
                while (await reader.ReadAsync(token))
                    texts[ColumnTypes.ToText(reader.GetValue(0))] = reader.GetString(1);
                return texts;
            },
            ct);

    public Task SetAsync(string host, string kind, string? text, CancellationToken ct) =>
        engine.WriteAsync(
            async (session, token) =>
            {
                var values = new { host, kind, text, at = clock.GetUtcNow().ToUnixTimeMilliseconds() };
                await session.ExecuteAsync("DELETE FROM host_messages WHERE host = @host AND kind = @kind", values, token);
                return text is null ? 0 : await session.ExecuteAsync(
                    "INSERT INTO host_messages (host, kind, text, set_at) VALUES (@host, @kind, @text, @at)", values, token);
            },
            ct);
}
