using MySqlConnector;

namespace Xmpp.Storage.Engines;

/// <summary>A MySQL or MariaDB server and how its connections are set up.</summary>
internal sealed class MySqlServer : IReadConnections
{
    private readonly string _connectionString;
    private readonly int _lockWait;

    public MySqlServer(StorageOptions options)
    {
        var seconds = Math.Max(1, (int)options.Timeout.TotalSeconds);
        _lockWait = seconds;
        _connectionString = new MySqlConnectionStringBuilder(options.ConnectionString ?? "")
        {
            // Ours are kept open by the writer and the readers, which know when one is lost.
            Pooling = false,
            ConnectionTimeout = (uint)seconds,
            DefaultCommandTimeout = (uint)seconds,
            CancellationTimeout = seconds,
            CharacterSet = "utf8mb4",
            // An UPDATE reports rows found, as SQLite does, not rows that came out different.
            UseAffectedRows = false,
            AllowUserVariables = false,
            AutoEnlist = false,
        }.ConnectionString;
    }

    public async Task<StorageSession> OpenAsync(CancellationToken ct)
    {
        var session = new StorageSession(EngineKind.MySql, new MySqlConnection(_connectionString));
        try
        {
            await session.Connection.OpenAsync(ct);
            // Text that does not fit is cut or refused as the mode says, and we want it refused. One more reason to set
            // it ourselves: under NO_BACKSLASH_ESCAPES the library's quoting of values would not hold.
            await session.ExecuteAsync(
                """
                SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,ONLY_FULL_GROUP_BY',
                    SESSION innodb_lock_wait_timeout = @Wait;
                SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED
                """,
                new { Wait = _lockWait }, ct);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    public Task<StorageSession> OpenReaderAsync(CancellationToken ct) => OpenAsync(ct);
    public StorageException Translate(Exception exception) => MySqlErrors.Translate(exception);
    public bool IsLost(Exception exception) => MySqlErrors.IsLost(exception);
}
