using Microsoft.Extensions.Logging;

namespace Xmpp.Storage.Engines;

/// <summary>What storage says; never a value of a row (OPS-09).</summary>
internal static partial class StorageLog
{
    [LoggerMessage(LogLevel.Error,
        "Storage cannot write ({Kind}); work that needs it is refused until it can", EventName = "storage-away")]
    public static partial void Away(ILogger logger, StorageErrorKind kind, Exception exception);

    [LoggerMessage(LogLevel.Information, "Storage can write again", EventName = "storage-returned")]
    public static partial void Returned(ILogger logger);

    [LoggerMessage(LogLevel.Error, "A storage operation failed ({Kind})", EventName = "storage-failed")]
    public static partial void Failed(ILogger logger, StorageErrorKind kind, Exception exception);

    [LoggerMessage(LogLevel.Information, "Schema changed to {Number} ({Name})", EventName = "schema-changed")]
    public static partial void Migrated(ILogger logger, int number, string name);

    [LoggerMessage(LogLevel.Warning,
        "innodb_flush_log_at_trx_commit is {Value}: what is acknowledged may be lost with the machine's power; set it to 1", EventName = "storage-not-durable")]
    public static partial void NotDurable(ILogger logger, int value);

    [LoggerMessage(LogLevel.Warning,
        "Storage did not close in time; {Count} writes are given up", EventName = "storage-not-closed")]
    public static partial void NotClosed(ILogger logger, int count);

    [LoggerMessage(LogLevel.Warning,
        "The connection that locks the database is lost ({Reason}); it will be made again", EventName = "storage-lock-lost")]
    public static partial void LockLost(ILogger logger, string reason);

    [LoggerMessage(LogLevel.Error,
        "Somebody else has locked the database: another server, or an import, writes to it", EventName = "storage-lock-taken")]
    public static partial void LockIsTaken(ILogger logger);
}
