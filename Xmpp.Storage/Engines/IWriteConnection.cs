namespace Xmpp.Storage.Engines;

/// <summary>The one connection that writes: what differs between engines for the <see cref="Writer"/>.</summary>
internal interface IWriteConnection : IAsyncDisposable
{
    /// <summary>Opens the connection if it is not, or no longer, open, and begins a transaction.</summary>
    Task<StorageSession> BeginAsync(CancellationToken ct);

    Task CommitAsync(CancellationToken ct);

    /// <summary>Takes everything back; never throws, and closes a connection that is of no more use.</summary>
    Task RollbackAsync(Exception cause);

    StorageException Translate(Exception exception);

    /// <summary>Another writer was in the way (deadlock, same key): the same write may succeed now.</summary>
    bool IsConflict(Exception exception);
}
