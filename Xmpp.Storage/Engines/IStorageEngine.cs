namespace Xmpp.Storage.Engines;

/// <summary>
/// A database. Every failure is a <see cref="StorageException"/>, in bounded time; when the database is back,
/// everything works again.
/// </summary>
public interface IStorageEngine : IAsyncDisposable
{
    EngineKind Kind { get; }

    /// <summary>Writes that wait now.</summary>
    int QueueDepth { get; }

    /// <summary>
    /// Reads what is committed. <paramref name="read"/> must await nothing but its session, and may run on any thread.
    /// </summary>
    Task<T> ReadAsync<T>(Func<StorageSession, CancellationToken, Task<T>> read, CancellationToken ct);

    /// <summary>
    /// Runs <paramref name="write"/> in a transaction that it may share with others, and completes after COMMIT.
    /// It must await nothing but its session and may be run again from the start when another one of its group
    /// failed. Writes that wait at the same time have no order among each other. Cancelled means not done: once it
    /// has begun, the token is no longer heard.
    /// </summary>
    Task<T> WriteAsync<T>(Func<StorageSession, CancellationToken, Task<T>> write, CancellationToken ct);

    /// <summary>The same for rows that are cheaper together: all items of one group are handed over at once.</summary>
    Task<TResult> WriteAsync<TItem, TResult>(
        IBatchWrite<TItem, TResult> batch, TItem item, CancellationToken ct);

    /// <summary>Ends when the database can be read and written, for the readiness check.</summary>
    Task CheckAsync(CancellationToken ct);
}
