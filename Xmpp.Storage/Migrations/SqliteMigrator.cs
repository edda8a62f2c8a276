using Microsoft.Extensions.Logging;
using Xmpp.Storage.Engines;

namespace Xmpp.Storage.Migrations;

/// <summary>Brings a SQLite schema up to date within the caller's transaction: all of it or nothing.</summary>
internal static class SqliteMigrator
{
    public static async Task RunAsync(
        StorageSession session, IReadOnlyList<Migration> known, TimeProvider clock, ILogger logger,
        CancellationToken ct)
    {
        await session.ExecuteAsync(
            """
            CREATE TABLE IF NOT EXISTS schema_migrations (
                number INTEGER NOT NULL PRIMARY KEY,
                name TEXT NOT NULL,
                started_at INTEGER NOT NULL,
                finished_at INTEGER
            ) STRICT
            """,
            null, ct);
        var applied = await session.QueryAsync<int>("SELECT number FROM schema_migrations", null, ct);
        foreach (var migration in Migration.Pending(known, applied))
        {
            await MigrationScript.RunAsync(session.Connection, migration, ct);
            await session.ExecuteAsync(
                """
                INSERT INTO schema_migrations (number, name, started_at, finished_at)
                VALUES (@Number, @Name, @Now, @Now)
                """,
                new { migration.Number, migration.Name, Now = clock.GetUtcNow().ToUnixTimeMilliseconds() }, ct);
            StorageLog.Migrated(logger, migration.Number, migration.Name);
        }
    }
}
