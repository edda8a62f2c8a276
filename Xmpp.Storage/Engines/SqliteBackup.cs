using Microsoft.Data.Sqlite;
using Xmpp.Storage.Migrations;

namespace Xmpp.Storage.Engines;

/// <summary>Copies of a SQLite database, made while it is in use, and the proof that one can be used.</summary>
public static class SqliteBackup
{
    /// <summary>
    /// Writes everything that is committed when this begins into a new file: one read transaction, beside which writers go on.
    /// </summary>
    /// <exception cref="StorageException">The database cannot be read, or the copy not written.</exception>
    public static async Task CopyAsync(StorageOptions options, string target, CancellationToken ct)
    {
        if (!File.Exists(options.Path))
            throw new StorageException(StorageErrorKind.Schema, $"There is no database at {options.Path}");
        CreateFile(target);
        try
        {
            await using var session = await new SqliteFile(options).OpenReaderAsync(ct);
            await using var copy = Open(target, SqliteOpenMode.ReadWrite);
            await copy.OpenAsync(ct);
            var source = (SqliteConnection)session.Connection;
            await Task.Run(() => source.BackupDatabase(copy), ct);
            // The journal mode is copied, too; a database in one file has none beside it.
            await ExecuteAsync(copy, "PRAGMA journal_mode = DELETE", ct);
        }
        catch (SqliteException e)
        {
            throw SqliteErrors.Translate(e);
        }
    }

    /// <summary>A database and what SQLite may have beside it.</summary>
    public static IEnumerable<string> FilesOf(string path) => [path, path + "-wal", path + "-shm", path + "-journal"];

    /// <summary>The schema of a file that is whole and that this program can work with.</summary>
    /// <exception cref="StorageException">It is no database, is damaged, or of a newer program.</exception>
    public static async Task<int> CheckAsync(string path, CancellationToken ct)
    {
        try
        {
            await using var connection = Open(path, SqliteOpenMode.ReadOnly);
            await connection.OpenAsync(ct);
            var verdict = await ExecuteAsync(connection, "PRAGMA integrity_check(1)", ct) as string;
            if (verdict != "ok")
                throw new StorageException(StorageErrorKind.Corrupt, $"The database is damaged: {verdict}");
            var tables = await ExecuteAsync(connection, "SELECT COUNT(*) FROM sqlite_master WHERE name = 'schema_migrations'", ct);
            if (tables is not 1L)
                throw new StorageException(StorageErrorKind.Schema, "The database is not one of this server");
            var applied = (int)(await ExecuteAsync(connection, "SELECT COALESCE(MAX(number), 0) FROM schema_migrations", ct) as long? ?? 0);
            var known = Migration.Load(EngineKind.Sqlite)[^1].Number;
            return applied <= known
                ? applied
                : throw new StorageException(
                    StorageErrorKind.Schema,
                    $"The database has schema {applied}, this program knows up to {known}: take the newer version that made it");
        }
        catch (SqliteException e)
        {
            throw new StorageException(StorageErrorKind.Corrupt, $"The database cannot be read: {e.Message}", e);
        }
    }

    private static SqliteConnection Open(string path, SqliteOpenMode mode) =>
        new(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false }.ToString());

    private static async Task<object?> ExecuteAsync(SqliteConnection connection, string sql, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        // CA2100: constants of this class.
#pragma warning disable CA2100
        command.CommandText = sql;
#pragma warning restore CA2100
        command.CommandTimeout = 0;
        return await command.ExecuteScalarAsync(ct);
    }

    private static void CreateFile(string path)
    {
        var open = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite };
        if (!OperatingSystem.IsWindows())
            open.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        new FileStream(path, open).Dispose();
    }
}
