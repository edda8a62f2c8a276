using System.Collections.Concurrent;

namespace Xmpp.Storage.Engines;

/// <summary>
/// The connections that read beside the writer, with what every read has in common: a bounded line to wait in, an end
/// to the waiting, one kind of failure.
/// </summary>
internal sealed class ReaderPool(
    IReadConnections connections, StorageOptions options, TimeProvider clock, IStorageObserver? observer)
    : IAsyncDisposable
{
    private readonly SemaphoreSlim _free = new(options.Readers);
    private readonly ConcurrentBag<StorageSession> _idle = [];
    private int _running;
    private volatile bool _isClosed;

    public async Task<T> ReadAsync<T>(Func<StorageSession, CancellationToken, Task<T>> read, CancellationToken ct)
    {
        var started = clock.GetTimestamp();
        try
        {
            // The limit goes around everything: not every call below can be relied on to heed a token.
            var result = await QueueAsync(read, ct).WaitAsync(options.Timeout * 2, clock, ct);
            observer?.OnRead(clock.GetElapsedTime(started));
            return result;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            var translated = connections.Translate(exception);
            observer?.OnFailed(translated.Kind, 1);
            throw translated;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _isClosed = true;
        await ForgetAsync();
    }

    private async Task<T> QueueAsync<T>(Func<StorageSession, CancellationToken, Task<T>> read, CancellationToken ct)
    {
        try
        {
            if (Interlocked.Increment(ref _running) > options.QueueLimit + options.Readers)
                throw new StorageException(StorageErrorKind.Overloaded, "Too many reads are waiting");
            if (!await _free.WaitAsync(options.Timeout, ct))
                throw new StorageException(StorageErrorKind.Unavailable, "All readers stayed busy");
            try
            {
                // The caller may be an event loop, which a query must not hold.
                return await Task.Run(() => ReadAgainAsync(read, ct), ct);
            }
            finally
            {
                _free.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    private async Task<T> ReadAgainAsync<T>(
        Func<StorageSession, CancellationToken, Task<T>> read, CancellationToken ct)
    {
        if (!_idle.TryTake(out var session))
            return await UseAsync(await OpenAsync(ct), read, ct);
        try
        {
            return await UseAsync(session, read, ct);
        }
        catch (Exception exception) when (connections.IsLost(exception))
        {
            // It was open before, and so were the other idle ones: after a restart of the database all are dead.
            await ForgetAsync();
            return await UseAsync(await OpenAsync(ct), read, ct);
        }
    }

    private async Task<T> UseAsync<T>(
        StorageSession session, Func<StorageSession, CancellationToken, Task<T>> read, CancellationToken ct)
    {
        var isFit = false;
        try
        {
            var result = await read(session, ct);
            isFit = !_isClosed;
            return result;
        }
        finally
        {
            // What became of the connection is not clear after a failure, and a new one is cheap against that.
            if (isFit)
                _idle.Add(session);
            else
                await session.DisposeAsync();
        }
    }

    private Task<StorageSession> OpenAsync(CancellationToken ct) =>
        _isClosed
            ? throw new StorageException(StorageErrorKind.Unavailable, "Storage is closed")
            : connections.OpenReaderAsync(ct);

    private async Task ForgetAsync()
    {
        while (_idle.TryTake(out var session))
            await session.DisposeAsync();
    }
}
