namespace Xmpp.Storage.Engines;

/// <summary>A write in the queue, from the call until its caller knows the outcome.</summary>
internal abstract class PendingWrite(long queuedAt)
{
    private int _isTaken;

    /// <summary>Timestamp of the queue's clock.</summary>
    public long QueuedAt { get; } = queuedAt;

    /// <summary>Writes with the same key can run together; null for one that stands alone.</summary>
    public virtual object? Batch => null;

    /// <summary>The caller has an outcome already: it cancelled or its time is over.</summary>
    public abstract bool IsOver { get; }

    /// <summary>Whoever is first: the writer, which runs it, or the caller, who cancels it.</summary>
    public bool TryTake() => Interlocked.Exchange(ref _isTaken, 1) == 0;

    /// <summary>Runs this write, whose outcome stays hidden until <see cref="Complete"/>.</summary>
    public abstract Task RunAsync(StorageSession session, CancellationToken ct);

    /// <summary>Runs writes of one <see cref="Batch"/>, this one included, in one go.</summary>
    public virtual Task RunTogetherAsync(
        IReadOnlyList<PendingWrite> writes, StorageSession session, CancellationToken ct) =>
        throw new NotSupportedException();

    public abstract void Complete();
    public abstract void Fail(StorageException exception);
}
