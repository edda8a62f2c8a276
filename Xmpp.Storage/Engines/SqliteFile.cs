using Microsoft.Data.Sqlite;

namespace Xmpp.Storage.Engines;

/// <summary>The database file and how its connections are set up.</summary>
internal sealed class SqliteFile(StorageOptions options) : IReadConnections
{
    private const string Memory = ":memory:";

    /// <summary>Lives in its one connection, which therefore is never closed and also reads.</summary>
    public bool IsInMemory => options.Path == Memory;

    public async Task<StorageSession> OpenAsync(CancellationToken ct)
    {
        if (!IsInMemory)
            CreateFile();
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = options.Path,
            Mode = IsInMemory ? SqliteOpenMode.Memory : SqliteOpenMode.ReadWrite,
            Pooling = false,
            DefaultTimeout = Math.Max(1, (int)options.Timeout.TotalSeconds),
        }.ToString());
        var session = new StorageSession(EngineKind.Sqlite, connection);
        try
        {
            await connection.OpenAsync(ct);
            // WAL: readers beside the writer. FULL: a commit has been through fsync.
            await session.ExecuteAsync(
                """
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = FULL;
                PRAGMA cache_size = -8000;
                PRAGMA journal_size_limit = 67108864;
                PRAGMA temp_store = MEMORY;
                PRAGMA trusted_schema = OFF;
                """,
                null, ct);
            SetBusyTimeout(connection);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    public async Task<StorageSession> OpenReaderAsync(CancellationToken ct)
    {
        var session = await OpenAsync(ct);
        await session.ExecuteAsync("PRAGMA query_only = ON", null, ct);
        return session;
    }

    public StorageException Translate(Exception exception) => SqliteErrors.Translate(exception);
    public bool IsLost(Exception exception) => SqliteErrors.NeedsNewConnection(exception);

    // The library's own wait polls every 150 ms; SQLite's starts with 1 ms. Another process (the command line) may
    // hold the lock for the length of a transaction.
    private void SetBusyTimeout(SqliteConnection connection) =>
        SQLitePCL.raw.sqlite3_busy_timeout(connection.Handle, (int)options.Timeout.TotalMilliseconds);

    // It holds everything that is private: for its owner only. SQLite gives its -wal and -shm the same mode.
    private void CreateFile()
    {
        if (Path.GetDirectoryName(Path.GetFullPath(options.Path)) is { } folder)
            CreateFolder(folder);
        var open = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
        };
        if (!OperatingSystem.IsWindows())
            open.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        new FileStream(options.Path, open).Dispose();
    }

    private static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
