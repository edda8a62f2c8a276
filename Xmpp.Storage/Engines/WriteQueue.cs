namespace Xmpp.Storage.Engines;

/// <summary>
/// Writes waiting for the <see cref="Writer"/>: bounded, and each with a deadline, so that nobody waits without end
/// for a database that hangs (OPS-02).
/// </summary>
internal sealed class WriteQueue : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly StorageOptions _options;
    private readonly TimeProvider _clock;
    private readonly IStorageObserver? _observer;
    private readonly ITimer _sweep;
    private readonly Queue<PendingWrite> _waiting = new();
    private List<PendingWrite> _taken = [];
    private bool _isClosed;

    public WriteQueue(StorageOptions options, TimeProvider clock, IStorageObserver? observer)
    {
        _options = options;
        _clock = clock;
        _observer = observer;
        var period = options.Timeout / 4;
        _sweep = clock.CreateTimer(static self => ((WriteQueue)self!).FailLate(), this, period, period);
    }

    public int Count
    {
        get
        {
            lock (_gate)
                return _waiting.Count;
        }
    }

    /// <summary>The outcome of the write, which at once is a failure when there is no room.</summary>
    public Task<T> AddAsync<T>(PendingResult<T> write)
    {
        if (Add(write) is { } refusal)
        {
            _observer?.OnFailed(refusal.Kind, 1);
            write.Fail(refusal);
        }
        return write.Outcome;
    }

    /// <summary>Waits until something can be taken; false when the queue is closed and empty.</summary>
    public bool Wait()
    {
        // The semaphore's own wait spins first, which costs more than the change of thread that it saves.
        _arrived.AvailableWaitHandle.WaitOne();
        _arrived.Wait();
        return !IsDrained;
    }

    public async Task<bool> WaitAsync()
    {
        await _arrived.WaitAsync();
        return !IsDrained;
    }

    /// <summary>What has gathered: the group of the next commit.</summary>
    public IReadOnlyList<PendingWrite> Take()
    {
        lock (_gate)
        {
            _taken = new List<PendingWrite>(Math.Min(_waiting.Count, _options.MaxBatch));
            while (_taken.Count < _options.MaxBatch && _waiting.TryDequeue(out var write))
            {
                if (write.TryTake())
                    _taken.Add(write);
            }
            if (_waiting.Count > 0 || _isClosed)
                _arrived.Release();
            return _taken;
        }
    }

    /// <summary>Refuses new writes; those that wait are still to be taken.</summary>
    public void Close()
    {
        lock (_gate)
        {
            if (_isClosed)
                return;
            _isClosed = true;
            _arrived.Release();
        }
    }

    public void Dispose()
    {
        _sweep.Dispose();
        _arrived.Dispose();
    }

    private bool IsDrained
    {
        get
        {
            lock (_gate)
                return _isClosed && _waiting.Count == 0;
        }
    }

    private StorageException? Add(PendingWrite write)
    {
        lock (_gate)
        {
            if (_isClosed)
                return new StorageException(StorageErrorKind.Unavailable, "Storage is closed");
            if (_waiting.Count >= _options.QueueLimit)
                return new StorageException(StorageErrorKind.Overloaded, "Too many writes are waiting");
            _waiting.Enqueue(write);
            if (_waiting.Count == 1)
                _arrived.Release();
            return null;
        }
    }

    private void FailLate()
    {
        List<PendingWrite>? late = null;
        lock (_gate)
        {
            // A write that the writer has may still be carried out; its caller only may not count on it.
            foreach (var write in _taken)
            {
                if (IsLate(write) && !write.IsOver)
                    (late ??= []).Add(write);
            }
            foreach (var write in _waiting)
            {
                if (!IsLate(write))
                    break;
                if (write.TryTake())
                    (late ??= []).Add(write);
            }
        }
        if (late is null)
            return;
        _observer?.OnFailed(StorageErrorKind.Unavailable, late.Count);
        foreach (var write in late)
            write.Fail(new StorageException(StorageErrorKind.Unavailable, "The database did not answer in time"));
    }

    private bool IsLate(PendingWrite write) => _clock.GetElapsedTime(write.QueuedAt) >= _options.Timeout * 2;
}
