using System.Data.Common;
using System.Globalization;
using Xmpp.Storage.Engines;

namespace Xmpp.Tests.Data;

/// <summary>Every row of every table as text, without what is no content: counters, and what only lives with a running server.</summary>
internal static class TableDump
{
    private static readonly HashSet<string> s_tables = new(StringComparer.Ordinal)
    {
        "schema_migrations", "server_secrets", "storage_checks", "roster_versions", "delivery_marks", "saved_sessions",
        "abuse_reports", "blocked_domains", "archive_words", "archive_pieces", "account_origins",
    };

    private static readonly HashSet<string> s_columns = new(StringComparer.Ordinal)
    {
        "offline_messages.id", "offline_messages.position", "offline_messages.bytes_through", "pubsub_nodes.last_seq", "pubsub_items.seq",
    };

    public static async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> OfAsync(IStorageEngine engine, CancellationToken ct)
    {
        var tables = await engine.ReadAsync(
            (session, token) => engine.Kind == EngineKind.Sqlite
                ? session.QueryAsync<string>("SELECT name FROM sqlite_schema WHERE type = 'table'", null, token)
                : session.QueryAsync<string>("SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()", null, token),
            ct);
        var dump = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var table in tables.Where(table => !s_tables.Contains(table)))
            dump[table] = await engine.ReadAsync((session, token) => RowsAsync(session, table, token), ct);
        return dump;
    }

    private static async Task<IReadOnlyList<string>> RowsAsync(StorageSession session, string table, CancellationToken ct)
    {
        var rows = new List<string>();
        await using var command = session.Connection.CreateCommand();
#pragma warning disable CA2100 // a table's name is no value; it comes from the catalogue
        command.CommandText = $"SELECT * FROM {table}{(table is "offline_messages" or "pubsub_items" ? " ORDER BY owner, " + (table == "pubsub_items" ? "node_key, seq" : "id") : "")}";
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            rows.Add(Row(reader, table));
        // Where there is an order among the rows of an owner, it is content.
        if (table is not ("offline_messages" or "pubsub_items"))
            rows.Sort(StringComparer.Ordinal);
        return rows;
    }

    private static string Row(DbDataReader reader, string table) => string.Join(" | ", Enumerable.Range(0, reader.FieldCount)
        .Where(i => !s_columns.Contains($"{table}.{reader.GetName(i)}"))
        .Select(i => $"{reader.GetName(i)}={reader.GetValue(i) switch
        {
            DBNull => "NULL",
            byte[] octets => Printable(octets),
            var value => Convert.ToString(value, CultureInfo.InvariantCulture),
        }}"));

    private static string Printable(byte[] octets) =>
        octets.All(o => o is >= 32 and < 127) ? System.Text.Encoding.ASCII.GetString(octets) : Convert.ToHexString(octets);
}
