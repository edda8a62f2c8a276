namespace Xmpp.Server.Federation.Discovery;

/// <summary>Answers of the resolver for as long as they may be kept; bounded, the oldest go first.</summary>
/// <param name="size">Answers kept at most; 0: none.</param>
/// <param name="time">The clock that they age by.</param>
internal sealed class DnsCache(int size, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _order = [];

    public int Count
    {
        get
        {
            lock (_lock)
                return _entries.Count;
        }
    }

    public DnsAnswer? Find(string question)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(question, out var node))
                return null;
            if (node.Value.Until > time.GetTimestamp())
                return node.Value.Answer;
            Remove(node);
            return null;
        }
    }

    public void Add(string question, DnsAnswer answer)
    {
        if (answer.TimeToLive <= TimeSpan.Zero || size == 0)
            return;
        var until = time.GetTimestamp() + (long)(answer.TimeToLive.TotalSeconds * time.TimestampFrequency);
        lock (_lock)
        {
            if (_entries.TryGetValue(question, out var old))
                Remove(old);
            else if (_entries.Count >= size && _order.First is { } oldest)
                Remove(oldest);
            _entries[question] = _order.AddLast(new Entry(question, answer, until));
        }
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        _order.Remove(node);
        _entries.Remove(node.Value.Question);
    }

    private sealed record Entry(string Question, DnsAnswer Answer, long Until);
}
