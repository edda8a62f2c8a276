using System.Data.Common;
using Dapper;
using Xmpp.Storage.Engines;

namespace Xmpp.Storage.Migrations;

/// <summary>How far a database's schema is, read without changing anything.</summary>
/// <param name="Applied">The newest change that is in the database; 0 if it has none.</param>
/// <param name="Known">The newest change that this program knows.</param>
public sealed record SchemaVersion(int Applied, int Known)
{
    /// <exception cref="StorageException">The database cannot be reached.</exception>
    public static async Task<SchemaVersion> ReadAsync(StorageOptions options, CancellationToken ct)
    {
        IReadConnections database =
            options.Engine == EngineKind.Sqlite ? new SqliteFile(options) : new MySqlServer(options);
        try
        {
            await using var session = await database.OpenReaderAsync(ct);
            return new SchemaVersion(
                await ReadAsync(session.Connection, options.Engine, ct), Migration.Load(options.Engine)[^1].Number);
        }
        catch (DbException e)
        {
            throw database.Translate(e);
        }
    }

    private static async Task<int> ReadAsync(DbConnection connection, EngineKind engine, CancellationToken ct)
    {
        var tables = engine == EngineKind.Sqlite
            ? "SELECT COUNT(*) FROM sqlite_master WHERE name = 'schema_migrations'"
            : """
              SELECT COUNT(*) FROM information_schema.tables
              WHERE table_schema = DATABASE() AND table_name = 'schema_migrations'
              """;
        if (await connection.ExecuteScalarAsync<int>(new CommandDefinition(tables, cancellationToken: ct)) == 0)
            return 0;
        return await connection.ExecuteScalarAsync<int?>(new CommandDefinition(
            "SELECT MAX(number) FROM schema_migrations", cancellationToken: ct)) ?? 0;
    }
}
