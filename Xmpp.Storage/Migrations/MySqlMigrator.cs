using Microsoft.Extensions.Logging;
using Xmpp.Storage.Engines;

namespace Xmpp.Storage.Migrations;

/// <summary>
/// Brings a MySQL schema up to date. DDL commits by itself there, so a migration is noted before it starts and when it
/// has ended; one that never ended is found at the next start.
/// </summary>
internal sealed class MySqlMigrator(StorageSession session, TimeProvider clock, ILogger logger)
{
    private sealed record Row(int Number, string Name, long? FinishedAt);

    public async Task RunAsync(IReadOnlyList<Migration> known, CancellationToken ct)
    {
        await CheckServerAsync(ct);
        await LockAsync(ct);
        try
        {
            await RunLockedAsync(known, ct);
        }
        finally
        {
            await session.ExecuteAsync("DO RELEASE_LOCK(CONCAT('xmpp.', LEFT(SHA2(DATABASE(), 256), 40)))", null, ct);
        }
    }

    // Several nodes may start at once on one database. Locks are the server's, hence the name of the database.
    private async Task LockAsync(CancellationToken ct)
    {
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            var got = await session.QueryFirstOrDefaultAsync<int?>(
                "SELECT GET_LOCK(CONCAT('xmpp.', LEFT(SHA2(DATABASE(), 256), 40)), 1)", null, ct);
            if (got == 1)
                return;
            if (got is null)
                throw new StorageException(StorageErrorKind.Unavailable, "The schema cannot be locked");
        }
    }

    private async Task RunLockedAsync(IReadOnlyList<Migration> known, CancellationToken ct)
    {
        await session.ExecuteAsync(
            """
            CREATE TABLE IF NOT EXISTS schema_migrations (
                number INT NOT NULL PRIMARY KEY,
                name VARCHAR(100) NOT NULL,
                started_at BIGINT NOT NULL,
                finished_at BIGINT
            ) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
            """,
            null, ct);
        var rows = await session.QueryAsync<Row>(
            "SELECT number, name, finished_at AS FinishedAt FROM schema_migrations", null, ct);
        if (rows.FirstOrDefault(row => row.FinishedAt is null) is { } half)
        {
            throw new StorageException(
                StorageErrorKind.Schema,
                $"Schema change {half.Number} ({half.Name}) was begun but not finished. Undo what it did, delete its "
                + "row from schema_migrations and start again, or restore a backup.");
        }
        foreach (var migration in Migration.Pending(known, [.. rows.Select(row => row.Number)]))
            await ApplyAsync(migration, ct);
    }

    private async Task ApplyAsync(Migration migration, CancellationToken ct)
    {
        await session.ExecuteAsync(
            "INSERT INTO schema_migrations (number, name, started_at) VALUES (@Number, @Name, @Now)",
            new { migration.Number, migration.Name, Now = Now() }, ct);
        await MigrationScript.RunAsync(session.Connection, migration, ct);
        await session.ExecuteAsync(
            "UPDATE schema_migrations SET finished_at = @Now WHERE number = @Number",
            new { migration.Number, Now = Now() }, ct);
        StorageLog.Migrated(logger, migration.Number, migration.Name);
    }

    private async Task CheckServerAsync(CancellationToken ct)
    {
        var text = await session.QueryFirstOrDefaultAsync<string>("SELECT VERSION()", null, ct) ?? "";
        if (!IsSupported(text))
        {
            throw new StorageException(
                StorageErrorKind.Schema, $"MySQL 8.0 or MariaDB 10.11 or newer is needed, this server is {text}");
        }
        // Promise 1 (acknowledged means durable) is the server's to keep: at 1 each commit is on disk.
        var flush = await session.QueryFirstOrDefaultAsync<int>(
            "SELECT @@GLOBAL.innodb_flush_log_at_trx_commit", null, ct);
        if (flush != 1)
            StorageLog.NotDurable(logger, flush);
    }

    internal static bool IsSupported(string version)
    {
        var numbers = version.Split('-')[0];
        var least = version.Contains("MariaDB", StringComparison.Ordinal) ? new Version(10, 11) : new Version(8, 0);
        return Version.TryParse(numbers, out var parsed) && parsed >= least;
    }

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
