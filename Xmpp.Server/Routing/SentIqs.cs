using System.Collections.Concurrent;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Routing;

/// <summary>Requests that the server itself has sent from one of its hosts, until their answers come.</summary>
/// <param name="time">For the deadline of each.</param>
/// <param name="max">How many may wait.</param>
internal sealed class SentIqs(TimeProvider time, int max)
{
    private readonly ConcurrentDictionary<string, Waiting> _waiting = new(StringComparer.Ordinal);

    /// <summary>Requests that wait for their answers.</summary>
    public int Count => _waiting.Count;

    /// <summary>Notes a request before it is routed; false if there are too many.</summary>
    /// <param name="id">Its id, which nobody can guess.</param>
    /// <param name="to">Whom it asks: only he can answer.</param>
    /// <param name="timeout">How long he has.</param>
    /// <param name="onAnswer">Gets the result or error, or null when the time is over. Must not wait.</param>
    public bool TryAdd(string id, Jid to, TimeSpan timeout, Action<Iq?> onAnswer)
    {
        if (_waiting.Count >= max)
            return false;
        var waiting = new Waiting(to, onAnswer);
        _waiting[id] = waiting;
        waiting.Deadline = time.CreateTimer(_ => Complete(id, null), null, timeout, Timeout.InfiniteTimeSpan);
        return true;
    }

    /// <summary>The request was never sent: no answer is waited for. False if it had one.</summary>
    public bool Forget(string id)
    {
        if (!_waiting.TryRemove(id, out var waiting))
            return false;
        waiting.Deadline?.Dispose();
        return true;
    }

    /// <summary>He is gone: those who wait for him need not wait for their time to be over.</summary>
    public void GiveUp(Jid to)
    {
        foreach (var (id, waiting) in _waiting)
        {
            if (waiting.To == to)
                Complete(id, null);
        }
    }

    /// <summary>An answer came to a host; others than those we wait for are nobody's.</summary>
    public void OnAnswer(Iq answer, Jid sender)
    {
        if (answer.Id is { } id && _waiting.TryGetValue(id, out var waiting) && waiting.To == sender)
            Complete(id, answer);
    }

    private void Complete(string id, Iq? answer)
    {
        if (!_waiting.TryRemove(id, out var waiting))
            return;
        waiting.Deadline?.Dispose();
        waiting.OnAnswer(answer);
    }

    private sealed class Waiting(Jid to, Action<Iq?> onAnswer)
    {
        public Jid To => to;
        public Action<Iq?> OnAnswer => onAnswer;
        public ITimer? Deadline { get; set; }
    }
}
