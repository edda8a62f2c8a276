using Xmpp.Storage.Engines;

namespace Xmpp.Storage.Federation;

/// <summary>Blocked domains as rows.</summary>
public sealed class BlockedDomainStore(IStorageEngine engine, TimeProvider clock) : IBlockedDomainStore
{
    public Task<bool> AddAsync(string pattern, CancellationToken ct) => engine.WriteAsync(
        async (session, token) =>
        {
            var known = await session.QueryFirstOrDefaultAsync<long>(
                "SELECT COUNT(*) FROM blocked_domains WHERE pattern = @pattern", new { pattern }, token);
            if (known > 0)
                return false;
            await session.ExecuteAsync(
                "INSERT INTO blocked_domains (pattern, blocked_at) VALUES (@pattern, @at)",
                new { pattern, at = clock.GetUtcNow().ToUnixTimeMilliseconds() }, token);
            return true;
        },
        ct);

    public Task<bool> RemoveAsync(string pattern, CancellationToken ct) => engine.WriteAsync(
        async (session, token) => await session.ExecuteAsync(
            "DELETE FROM blocked_domains WHERE pattern = @pattern", new { pattern }, token) > 0,
        ct);

    public Task<IReadOnlyList<BlockedDomain>> ListAsync(CancellationToken ct) =>
        engine.ReadAsync<IReadOnlyList<BlockedDomain>>(
            async (session, token) =>
            {
                var command = session.Prepare("SELECT pattern, blocked_at FROM blocked_domains ORDER BY pattern");
                var domains = new List<BlockedDomain>();
                await using var reader = await command.ExecuteReaderAsync(token);
                while (await reader.ReadAsync(token))
                {
                    domains.Add(new BlockedDomain(
                        ColumnTypes.ToText(reader.GetValue(0)), DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(1))));
                }
                return domains;
            },
            ct);
}
