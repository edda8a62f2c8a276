using System.Collections.Immutable;

namespace Xmpp.Server.Services.PubSub;

/// <summary>
/// The nodes that were asked for last, at most about twice as many entries as the capacity: when one half is full, the
/// other, which has not been asked for since, is dropped. What was read is kept only if nothing changed meanwhile.
/// </summary>
internal sealed class NodeCache(int capacity)
{
    private readonly Lock _lock = new();
    private Dictionary<NodeKey, ImmutableDictionary<string, Node>> _young = [];
    private Dictionary<NodeKey, ImmutableDictionary<string, Node>> _old = [];
    private long _changes;
    private long _erasures;

    /// <summary>Counts the changes, for <see cref="Add"/>.</summary>
    public long Changes
    {
        get
        {
            lock (_lock)
                return _changes;
        }
    }

    /// <summary>Counts how often all was forgotten, for <see cref="Set"/>.</summary>
    public long Erasures
    {
        get
        {
            lock (_lock)
                return _erasures;
        }
    }

    public ImmutableDictionary<string, Node>? Find(NodeKey key)
    {
        lock (_lock)
        {
            if (_young.TryGetValue(key, out var nodes))
                return nodes;
            if (!_old.Remove(key, out nodes))
                return null;
            Keep(key, nodes);
            return nodes;
        }
    }

    /// <summary>What was read from the store, unless it may be out of date.</summary>
    public void Add(NodeKey key, ImmutableDictionary<string, Node> read, long changesBefore)
    {
        lock (_lock)
        {
            if (_changes == changesBefore && !_young.ContainsKey(key))
                Keep(key, read);
        }
    }

    /// <summary>
    /// What is now in the store, unless something was erased since: then what the change began with may be gone, and would
    /// come back.
    /// </summary>
    public void Set(NodeKey key, ImmutableDictionary<string, Node> nodes, long erasuresBefore)
    {
        lock (_lock)
        {
            _changes++;
            _old.Remove(key);
            if (_erasures == erasuresBefore)
                Keep(key, nodes);
            else
                _young.Remove(key);
        }
    }

    /// <summary>It is not clear what is in the store.</summary>
    public void Forget(NodeKey key)
    {
        lock (_lock)
        {
            _changes++;
            _old.Remove(key);
            _young.Remove(key);
        }
    }

    public void ForgetAll()
    {
        lock (_lock)
        {
            _changes++;
            _erasures++;
            (_young, _old) = ([], []);
        }
    }

    private void Keep(NodeKey key, ImmutableDictionary<string, Node> nodes)
    {
        if (_young.Count >= capacity)
            (_young, _old) = ([], _young);
        _young[key] = nodes;
    }
}
