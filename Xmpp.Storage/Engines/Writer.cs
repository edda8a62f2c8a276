using Microsoft.Extensions.Logging;

namespace Xmpp.Storage.Engines;

/// <summary>
/// Group commit: runs what has gathered while the last group was being committed in one transaction, and
/// tells the callers after COMMIT. A failing write must not take others with it, so a group that fails is taken back
/// and its writes run one by one; that costs a savepoint per write only when something fails.
/// </summary>
internal sealed class Writer(
    WriteQueue queue, IWriteConnection connection, StorageOptions options, TimeProvider clock,
    IStorageObserver? observer, ILogger logger)
{
    private const int Attempts = 5;

    private readonly List<PendingWrite> _members = [];
    private bool _isAway;

    /// <summary>For an engine whose calls block: the loop of a thread of its own, so that no pool thread is held.</summary>
    public void Run()
    {
        while (queue.Wait())
        {
            // VSTHRD002: the thread is ours and has nothing else to do; SQLite's tasks are complete when returned.
#pragma warning disable VSTHRD002
            CommitAsync(queue.Take()).GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
        }
    }

    public async Task RunAsync()
    {
        while (await queue.WaitAsync())
            await CommitAsync(queue.Take());
    }

    private async Task CommitAsync(IReadOnlyList<PendingWrite> writes)
    {
        if (writes.Count == 0)
            return;
        var failure = await TryCommitAsync(writes);
        if (failure is null)
            return;
        var exception = connection.Translate(failure);
        if (exception.Kind is StorageErrorKind.Unavailable or StorageErrorKind.Corrupt
            || (writes.Count == 1 && !connection.IsConflict(failure)))
            Fail(writes, exception);
        else
            await CommitEachAsync(writes);
    }

    private async Task CommitEachAsync(IReadOnlyList<PendingWrite> writes)
    {
        foreach (var write in writes)
        {
            if (write.IsOver)
                continue;
            PendingWrite[] alone = [write];
            var failure = await TryCommitAsync(alone);
            for (var i = 1; i < Attempts && failure is not null && connection.IsConflict(failure); i++)
                failure = await TryCommitAsync(alone);
            if (failure is not null)
                Fail(alone, connection.Translate(failure));
        }
    }

    private async Task<Exception?> TryCommitAsync(IReadOnlyList<PendingWrite> writes)
    {
        var started = clock.GetTimestamp();
        using var deadline = new CancellationTokenSource(options.Timeout * 2, clock);
        // CA1031: whatever a write throws is the outcome of that write; the loop has to go on.
#pragma warning disable CA1031
        try
        {
            var session = await connection.BeginAsync(deadline.Token);
            await RunAsync(writes, session, deadline.Token);
            await connection.CommitAsync(deadline.Token);
        }
        catch (Exception exception)
        {
            await connection.RollbackAsync(exception);
            return exception;
        }
#pragma warning restore CA1031
        // All that wait go on in one piece of work for the pool, not in one each; not here, where the next group waits.
        ThreadPool.UnsafeQueueUserWorkItem(Complete, writes, preferLocal: false);
        observer?.OnCommitted(writes.Count, clock.GetElapsedTime(started));
        if (_isAway)
            StorageLog.Returned(logger);
        _isAway = false;
        return null;
    }

    private static void Complete(IReadOnlyList<PendingWrite> writes)
    {
        foreach (var write in writes)
            write.Complete();
    }

    /// <summary>In the order of the queue, but those of one batch at the place of its first.</summary>
    private async Task RunAsync(IReadOnlyList<PendingWrite> writes, StorageSession session, CancellationToken ct)
    {
        HashSet<object>? done = null;
        for (var i = 0; i < writes.Count; i++)
        {
            ct.ThrowIfCancellationRequested();
            if (writes[i].Batch is not { } batch)
            {
                await writes[i].RunAsync(session, ct);
                continue;
            }
            if (done?.Contains(batch) == true)
                continue;
            _members.Clear();
            for (var j = i; j < writes.Count; j++)
            {
                if (ReferenceEquals(writes[j].Batch, batch))
                    _members.Add(writes[j]);
            }
            await writes[i].RunTogetherAsync(_members, session, ct);
            (done ??= new(ReferenceEqualityComparer.Instance)).Add(batch);
        }
    }

    private void Fail(IReadOnlyList<PendingWrite> writes, StorageException exception)
    {
        observer?.OnFailed(exception.Kind, writes.Count);
        if (exception.Kind is StorageErrorKind.Unavailable or StorageErrorKind.DiskFull)
        {
            // Once per outage: a line per message would fill the disk that is full.
            if (!_isAway)
                StorageLog.Away(logger, exception.Kind, exception);
            _isAway = true;
        }
        else
        {
            StorageLog.Failed(logger, exception.Kind, exception);
        }
        ThreadPool.UnsafeQueueUserWorkItem(
            static failed =>
            {
                foreach (var write in failed.writes)
                    write.Fail(failed.exception);
            },
            (writes, exception), preferLocal: false);
    }
}
