namespace Xmpp.Server.Features.Offline;

/// <summary>
/// Which of one account's waiting messages have been given to a resource. They stay in the store until the resource has
/// them for certain: written, or with stream management acknowledged. So a crash in between loses nothing.
/// </summary>
internal sealed class GivenMessages
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, Fate> _given = [];
    private long _settledThrough;
    private bool _isRemoving;

    private enum Fate
    {
        Open,
        Taken,
        Lost,
    }

    /// <summary>All up to this id have been had by somebody.</summary>
    public long SettledThrough
    {
        get
        {
            lock (_lock)
                return _settledThrough;
        }
    }

    /// <summary>Nothing is with a resource, and nothing is left to remove.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_lock)
                return _given.Count == 0 && !_isRemoving;
        }
    }

    /// <summary>False when a resource has it, or has it before it.</summary>
    public bool TryGive(long id)
    {
        lock (_lock)
        {
            if (id <= _settledThrough || (_given.TryGetValue(id, out var fate) && fate != Fate.Lost))
                return false;
            _given[id] = Fate.Open;
            return true;
        }
    }

    /// <summary>What became of one; true when the caller must now remove what is settled.</summary>
    public bool Settle(long id, bool isTaken)
    {
        lock (_lock)
        {
            _given[id] = isTaken ? Fate.Taken : Fate.Lost;
            return Advance();
        }
    }

    /// <summary>
    /// What came back and is not in the store any more will be had by nobody, and is settled with that: otherwise nothing behind
    /// it ever was. True when the caller must now remove what is settled.
    /// </summary>
    /// <param name="after">The store was read behind this id …</param>
    /// <param name="through">… up to this one …</param>
    /// <param name="stored">… and has these.</param>
    public bool Forget(long after, long through, IEnumerable<long> stored)
    {
        lock (_lock)
        {
            var gone = _given.Where(e => e.Value == Fate.Lost && e.Key > after && e.Key <= through).Select(e => e.Key)
                .Except(stored).ToList();
            gone.ForEach(id => _given[id] = Fate.Taken);
            return gone.Count > 0 && Advance();
        }
    }

    private bool Advance()
    {
        var before = _settledThrough;
        while (_given.Count > 0 && _given.First() is { Value: Fate.Taken, Key: var first })
        {
            _given.Remove(first);
            _settledThrough = first;
        }
        if (_settledThrough == before || _isRemoving)
            return false;
        return _isRemoving = true;
    }

    /// <summary>All up to <paramref name="through"/> are removed; true when more has been settled since.</summary>
    public bool Removed(long through)
    {
        lock (_lock)
            return _isRemoving = _settledThrough > through;
    }

    /// <summary>They could not be removed; the next one that is settled tries again.</summary>
    public void RemovalFailed()
    {
        lock (_lock)
            _isRemoving = false;
    }
}
