using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Features.EntityCaps;

/// <summary>What is known of one hash, or who waits for it. The caller has the lock.</summary>
internal sealed class CapsEntry
{
    private const int MaxCandidates = 10;

    private readonly List<Action<NotifySet>> _waiting = [];
    private readonly Queue<(Jid Asker, Jid Client)> _candidates = new();
    private readonly HashSet<Jid> _asked = [];
    private bool _isAsking;
    private DateTimeOffset? _failedAt;

    public NotifySet? Nodes { get; private set; }

    /// <summary>How many wait.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>Notes who waits; true if the client is to be asked now.</summary>
    public bool Wait(Jid asker, Jid client, Action<NotifySet> then, int max, DateTimeOffset retryBefore)
    {
        if (_waiting.Count < max)
            _waiting.Add(then);
        if (_isAsking)
        {
            if (_asked.Count < MaxCandidates && _asked.Add(client))
                _candidates.Enqueue((asker, client));
            return false;
        }
        if (_failedAt <= retryBefore)
        {
            _failedAt = null;
            _asked.Clear();
        }
        // Whoever had no answer not long ago is not asked again; another one who sends that hash is (§5.4, rule 3.9).
        if (_asked.Count >= MaxCandidates || !_asked.Add(client))
        {
            _waiting.Clear();
            return false;
        }
        return _isAsking = true;
    }

    /// <summary>It is known now; those who have waited.</summary>
    public List<Action<NotifySet>> Complete(NotifySet nodes)
    {
        List<Action<NotifySet>> waiting = [.. _waiting];
        _waiting.Clear();
        _candidates.Clear();
        _asked.Clear();
        (Nodes, _isAsking) = (nodes, false);
        return waiting;
    }

    /// <summary>There was no answer, or a wrong one: who is to be asked next, or null when nobody is left.</summary>
    public (Jid Asker, Jid Client)? Next(DateTimeOffset now)
    {
        if (_candidates.TryDequeue(out var next))
            return next;
        _waiting.Clear();
        (_isAsking, _failedAt) = (false, now);
        return null;
    }
}
