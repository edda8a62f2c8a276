using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Sessions;

/// <summary>
/// One time that a client comes online, until it has been sent what was last at the nodes that it wants (XEP-0163 §4.3.4):
/// what it hears of meanwhile is not sent as the last item again. Any thread.
/// </summary>
internal sealed class Arrival
{
    /// <summary>Beyond it a client may get an item twice, which is better than to remember without end.</summary>
    private const int MaxNodes = 1000;

    private readonly Lock _lock = new();
    private Dictionary<(Jid Account, string Node), string>? _told;
    private volatile bool _isOver;
    private int _isBegun;

    /// <summary>True once: whoever gets it sends what was last.</summary>
    public bool TryBegin() => !_isOver && Interlocked.Exchange(ref _isBegun, 1) == 0;

    /// <summary>It is told of this item, which is now the last that it has heard of at the node.</summary>
    public void Note(Jid account, string node, string item)
    {
        if (_isOver)
            return; // nearly always
        lock (_lock)
        {
            if (_isOver)
                return;
            _told ??= [];
            if (_told.Count < MaxNodes || _told.ContainsKey((account, node)))
                _told[(account, node)] = item;
        }
    }

    /// <summary>True if this item is the last that it was told of at the node.</summary>
    public bool Knows(Jid account, string node, string item)
    {
        lock (_lock)
            return _told?.GetValueOrDefault((account, node)) == item;
    }

    /// <summary>It has what was last; what comes from now on is new.</summary>
    public void End()
    {
        lock (_lock)
        {
            _isOver = true;
            _told = null;
        }
    }
}
