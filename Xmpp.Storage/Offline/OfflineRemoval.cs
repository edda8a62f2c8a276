using Xmpp.Storage.Engines;

namespace Xmpp.Storage.Offline;

/// <summary>Takes messages out of the middle, and numbers the others anew: their numbers say how much waits.</summary>
internal static class OfflineRemoval
{
    // SQLite and MySQL have the same window functions and different statements around them.
    private const string Renumber =
        """
        UPDATE offline_messages SET position = n.position, bytes_through = n.bytes
        FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS position, SUM(size) OVER (ORDER BY id) AS bytes
            FROM offline_messages WHERE owner = @owner) n
        WHERE owner = @owner AND offline_messages.id = n.id
        """;

    private const string RenumberMySql =
        """
        UPDATE offline_messages m
        JOIN (SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS position, SUM(size) OVER (ORDER BY id) AS bytes
            FROM offline_messages WHERE owner = @owner) n ON n.id = m.id
        SET m.position = n.position, m.bytes_through = n.bytes
        WHERE m.owner = @owner
        """;

    public static async Task<bool> RemoveAsync(
        StorageSession session, string owner, IReadOnlyList<long> ids, CancellationToken ct)
    {
        var found = await session.QueryFirstOrDefaultAsync<int>(
            "SELECT COUNT(*) FROM offline_messages WHERE owner = @owner AND id IN @ids", new { owner, ids }, ct);
        if (found < ids.Count)
            return false;
        await session.ExecuteAsync("DELETE FROM offline_messages WHERE owner = @owner AND id IN @ids", new { owner, ids }, ct);
        if (session.Kind == EngineKind.Sqlite)
            await session.ExecuteAsync(Renumber, new { owner }, ct);
        else
            await session.ExecuteAsync(RenumberMySql, new { owner }, ct);
        return true;
    }
}
