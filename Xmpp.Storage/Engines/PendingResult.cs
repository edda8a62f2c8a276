namespace Xmpp.Storage.Engines;

/// <summary>A write with a result, which its caller gets after COMMIT.</summary>
internal abstract class PendingResult<T> : PendingWrite
{
    private readonly TaskCompletionSource<T> _outcome = new(); // whoever completes it is on the pool: who waits goes on there
    private readonly CancellationTokenRegistration _cancellation;

    protected PendingResult(long queuedAt, CancellationToken ct)
        : base(queuedAt)
    {
        if (ct.CanBeCanceled)
            _cancellation = ct.UnsafeRegister(static (self, token) => ((PendingResult<T>)self!).Cancel(token), this);
    }

    public Task<T> Outcome => _outcome.Task;
    public override bool IsOver => _outcome.Task.IsCompleted;
    protected T? Result { get; set; }

    public override void Complete()
    {
        _cancellation.Dispose();
        // RunAsync has set it; a T that may be null is null here on purpose.
        _outcome.TrySetResult(Result is T result ? result : default!);
    }

    public override void Fail(StorageException exception)
    {
        _cancellation.Dispose();
        _outcome.TrySetException(exception);
    }

    private void Cancel(CancellationToken ct)
    {
        // Cancelled means not done: once the writer has it, the caller waits for the true outcome.
        if (TryTake())
            _outcome.TrySetCanceled(ct);
    }
}
