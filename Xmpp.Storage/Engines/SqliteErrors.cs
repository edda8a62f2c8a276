using Microsoft.Data.Sqlite;

namespace Xmpp.Storage.Engines;

/// <summary>SQLite's result codes in our words.</summary>
internal static class SqliteErrors
{
    // https://sqlite.org/rescode.html
    private const int Perm = 3, Busy = 5, Locked = 6, NoMemory = 7, ReadOnly = 8, Io = 10, Corrupt = 11, Full = 13,
        CannotOpen = 14, NotADatabase = 26;

    public static StorageException Translate(Exception exception) => exception switch
    {
        StorageException storage => storage,
        SqliteException sqlite => new(KindOf(sqlite.SqliteErrorCode), sqlite.Message, sqlite),
        OperationCanceledException or TimeoutException =>
            new(StorageErrorKind.Unavailable, "SQLite did not answer in time", exception),
        IOException or UnauthorizedAccessException => new(StorageErrorKind.Unavailable, exception.Message, exception),
        _ => new(StorageErrorKind.Failed, exception.Message, exception),
    };

    /// <summary>The connection itself may be at fault, so the next try takes a new one.</summary>
    public static bool NeedsNewConnection(Exception exception) =>
        exception is SqliteException { SqliteErrorCode: ReadOnly or Io or Corrupt or CannotOpen or NotADatabase };

    private static StorageErrorKind KindOf(int code) => code switch
    {
        Full => StorageErrorKind.DiskFull,
        Corrupt or NotADatabase => StorageErrorKind.Corrupt,
        Perm or Busy or Locked or NoMemory or ReadOnly or Io or CannotOpen => StorageErrorKind.Unavailable,
        _ => StorageErrorKind.Failed,
    };
}
