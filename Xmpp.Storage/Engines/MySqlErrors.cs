using System.Net.Sockets;
using MySqlConnector;

namespace Xmpp.Storage.Engines;

/// <summary>The error numbers of MySQL and MariaDB in our words.</summary>
internal static class MySqlErrors
{
    // Numbers that the library has no name for. MariaDB: killed connection, statement over its time; both: EE_WRITE.
    private const int ConnectionKilled = 1927, StatementTimeout = 1969, ErrorOnWrite = 3, ReadConflict = 1020,
        IndexCorrupt = 1712, TableCorrupt = 1877;

    public static StorageException Translate(Exception exception) => exception switch
    {
        StorageException storage => storage,
        MySqlException mySql => new(KindOf(mySql), mySql.Message, mySql),
        OperationCanceledException or TimeoutException or IOException or SocketException or ObjectDisposedException =>
            new(StorageErrorKind.Unavailable, "The database did not answer", exception),
        _ => new(StorageErrorKind.Failed, exception.Message, exception),
    };

    /// <summary>The connection is gone, not the database's good will.</summary>
    public static bool IsLost(Exception exception) =>
        Translate(exception).Kind == StorageErrorKind.Unavailable
        && exception is not MySqlException { ErrorCode: MySqlErrorCode.CommandTimeoutExpired }
        && exception is not (OperationCanceledException or TimeoutException);

    public static bool IsConflict(Exception exception) => exception is MySqlException
    {
        ErrorCode: MySqlErrorCode.LockDeadlock or MySqlErrorCode.LockWaitTimeout or MySqlErrorCode.DuplicateKeyEntry
            or (MySqlErrorCode)ReadConflict,
    };

    private static StorageErrorKind KindOf(MySqlException exception) => exception.ErrorCode switch
    {
        MySqlErrorCode.DiskFull or MySqlErrorCode.RecordFileFull or (MySqlErrorCode)ErrorOnWrite =>
            StorageErrorKind.DiskFull,
        MySqlErrorCode.NotKeyFile or MySqlErrorCode.CrashedOnUsage or MySqlErrorCode.CrashedOnRepair
            or (MySqlErrorCode)IndexCorrupt or (MySqlErrorCode)TableCorrupt => StorageErrorKind.Corrupt,
        MySqlErrorCode.UnableToConnectToHost or MySqlErrorCode.CommandTimeoutExpired or MySqlErrorCode.QueryInterrupted
            or MySqlErrorCode.ServerShutdown or MySqlErrorCode.NormalShutdown or MySqlErrorCode.ConnectionCountError
            or MySqlErrorCode.TooManyUserConnections or MySqlErrorCode.OptionPreventsStatement
            or MySqlErrorCode.AccessDenied or MySqlErrorCode.DatabaseAccessDenied or MySqlErrorCode.UnknownDatabase
            or MySqlErrorCode.LockDeadlock or MySqlErrorCode.LockWaitTimeout
            or (MySqlErrorCode)ConnectionKilled or (MySqlErrorCode)StatementTimeout => StorageErrorKind.Unavailable,
        // The library's own complaints (broken stream, timeout while connecting) have no SQLSTATE from the server.
        _ => exception.SqlState is null || exception.SqlState.StartsWith("08", StringComparison.Ordinal)
            ? StorageErrorKind.Unavailable
            : StorageErrorKind.Failed,
    };
}
