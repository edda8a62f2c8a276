using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.StreamManagement;

/// <summary>
/// What was handled of sessions that are over: a client that comes too late learns which of its stanzas arrived
/// (XEP-0198 §5). The oldest are forgotten.
/// </summary>
internal sealed class FormerSessions(int limit)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (Jid Account, uint Handled)> _byId = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    public void Add(string id, Jid account, uint handled)
    {
        lock (_lock)
        {
            if (limit == 0 || !_byId.TryAdd(id, (account, handled)))
                return;
            _order.Enqueue(id);
            if (_order.Count > limit)
                _byId.Remove(_order.Dequeue());
        }
    }

    /// <summary>Null for an id that is not known, or that was somebody else's.</summary>
    public uint? Find(string id, Jid account)
    {
        lock (_lock)
            return _byId.TryGetValue(id, out var former) && former.Account == account ? former.Handled : null;
    }
}
