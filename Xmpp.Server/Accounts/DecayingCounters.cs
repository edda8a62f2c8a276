namespace Xmpp.Server.Accounts;

/// <summary>
/// Counts events per key; a count loses one per <paramref name="decay"/>. Of more than <paramref name="capacity"/>
/// keys the one not counted for longest is forgotten, so memory is bounded whatever arrives.
/// </summary>
internal sealed class DecayingCounters<TKey>(int capacity, TimeSpan decay, TimeProvider time)
    where TKey : notnull
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _oldestFirst = [];

    public int Count
    {
        get
        {
            lock (_lock)
                return _entries.Count;
        }
    }

    public double Read(TKey key)
    {
        lock (_lock)
            return _entries.TryGetValue(key, out var node) ? Decayed(node.Value) : 0;
    }

    /// <summary>Counts one more and returns the count.</summary>
    public double Add(TKey key)
    {
        lock (_lock)
        {
            var before = 0.0;
            if (_entries.Remove(key, out var node))
            {
                before = Decayed(node.Value);
                _oldestFirst.Remove(node);
            }
            DropStale();
            var entry = new Entry(key, before + 1, time.GetTimestamp());
            _entries.Add(key, _oldestFirst.AddLast(entry));
            return entry.Value;
        }
    }

    /// <summary>Counts one less.</summary>
    public void Subtract(TKey key)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(key, out var node))
                return;
            var value = Decayed(node.Value) - 1;
            if (value > 0)
                node.Value = new Entry(key, value, time.GetTimestamp());
            else
                Remove(node);
        }
    }

    public void Clear(TKey key)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(key, out var node))
                Remove(node);
        }
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        _entries.Remove(node.Value.Key);
        _oldestFirst.Remove(node);
    }

    // Looks at the oldest only, so that adding stays cheap: one over the capacity, and two that have decayed to nothing.
    private void DropStale()
    {
        for (var i = 0; i < 2 && _oldestFirst.First is { } oldest; i++)
        {
            if (_entries.Count < capacity && Decayed(oldest.Value) > 0)
                return;
            _entries.Remove(oldest.Value.Key);
            _oldestFirst.RemoveFirst();
        }
    }

    private double Decayed(Entry entry) =>
        Math.Max(0, entry.Value - (time.GetElapsedTime(entry.At) / decay));

    private readonly record struct Entry(TKey Key, double Value, long At);
}
