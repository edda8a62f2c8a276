using System.Security.Cryptography;
using System.Text;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Engines;
using Xmpp.Storage.Rooms;

namespace Xmpp.Storage;

/// <summary>
/// All rows that belong to an account, whatever table they are in: what is told to a person who asks for everything. A table
/// that is added later is in it by having an owner.
/// </summary>
public static class AccountRecords
{
    /// <summary>Tables with rows of the account, but those that are named; values are text, numbers or octets.</summary>
    public static async Task<IReadOnlyDictionary<string, IReadOnlyList<IReadOnlyDictionary<string, object?>>>> ReadAsync(
        IStorageEngine engine, Jid account, IReadOnlySet<string> without, CancellationToken ct)
    {
        var tables = await engine.ReadAsync(
            (session, token) => engine.Kind == EngineKind.Sqlite
                ? session.QueryAsync<string>(
                    """
                    SELECT m.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c ON c.name = 'owner'
                    WHERE m.type = 'table'
                    """,
                    null, token)
                : session.QueryAsync<string>(
                    """
                    SELECT table_name FROM information_schema.columns
                    WHERE table_schema = DATABASE() AND column_name = 'owner'
                    """,
                    null, token),
            ct);
        var records = new SortedDictionary<string, IReadOnlyList<IReadOnlyDictionary<string, object?>>>(StringComparer.Ordinal);
        foreach (var table in tables.Where(table => !without.Contains(table)))
        {
            var rows = await engine.ReadAsync((session, token) => ReadTableAsync(session, table, account.Bare, token), ct);
            if (rows.Count > 0)
                records[table] = rows;
        }
        return records;
    }

    /// <summary>The rooms that know the account, and what it is in them.</summary>
    public static async Task<IReadOnlyList<(Jid Room, Affiliation Affiliation, string? Nick)>> RoomsAsync(
        IStorageEngine engine, Jid account, CancellationToken ct)
    {
        var key = SHA256.HashData(Encoding.UTF8.GetBytes(account.Bare.ToString()));
        var rows = await engine.ReadAsync(
            (session, token) => session.QueryAsync<RoomRow>(
                "SELECT room AS Room, affiliation AS Affiliation, nick AS Nick FROM room_affiliations WHERE jid_key = @key ORDER BY room",
                new { key }, token),
            ct);
        return [.. rows.Select(row => (row.Room, (Affiliation)row.Affiliation, row.Nick))];
    }

    private static async Task<IReadOnlyList<IReadOnlyDictionary<string, object?>>> ReadTableAsync(
        StorageSession session, string table, Jid account, CancellationToken ct)
    {
        var rows = new List<IReadOnlyDictionary<string, object?>>();
        // The table's name is no value: it comes from the catalogue.
        var command = session.PrepareText($"SELECT * FROM {table} WHERE owner = @0", [account.ToString()]);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var row = new Dictionary<string, object?>(StringComparer.Ordinal);
            for (var i = 0; i < reader.FieldCount; i++)
                row[reader.GetName(i)] = reader.GetValue(i) is var value and not DBNull ? value : null;
            rows.Add(row);
        }
        return rows;
    }

    private sealed class RoomRow
    {
        public required Jid Room { get; init; }
        public int Affiliation { get; init; }
        public string? Nick { get; init; }
    }
}
