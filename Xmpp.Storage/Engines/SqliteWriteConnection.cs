using Microsoft.Data.Sqlite;

namespace Xmpp.Storage.Engines;

/// <summary>The connection of SQLite's writer thread.</summary>
internal sealed class SqliteWriteConnection(SqliteFile file) : IWriteConnection
{
    private StorageSession? _session;

    // IMMEDIATE: the lock is taken, or waited for, now, and not in the middle.
    public async Task<StorageSession> BeginAsync(CancellationToken ct)
    {
        _session ??= await file.OpenAsync(ct);
        await _session.Prepare("BEGIN IMMEDIATE").ExecuteNonQueryAsync(ct);
        return _session;
    }

    public async Task CommitAsync(CancellationToken ct)
    {
        if (_session is not null)
            await _session.Prepare("COMMIT").ExecuteNonQueryAsync(ct);
    }

    public async Task RollbackAsync(Exception cause)
    {
        if (_session is null)
            return;
        var isLost = SqliteErrors.NeedsNewConnection(cause);
        try
        {
            // Some errors (disk full) may have rolled back already: https://sqlite.org/lang_transaction.html
            if (_session.Connection is SqliteConnection { Handle: { } handle }
                && SQLitePCL.raw.sqlite3_get_autocommit(handle) == 0)
                await _session.Prepare("ROLLBACK").ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (SqliteException)
        {
            isLost = true;
        }
        if (isLost && !file.IsInMemory)
            await DisposeAsync();
    }

    public StorageException Translate(Exception exception) => SqliteErrors.Translate(exception);

    // With the lock of BEGIN IMMEDIATE there is nobody to conflict with.
    public bool IsConflict(Exception exception) => false;

    public async ValueTask DisposeAsync()
    {
        if (_session is not null)
            await _session.DisposeAsync();
        _session = null;
    }
}
