using Xmpp.Server.Configuration;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Features.AdHoc;

/// <summary>
/// The executions that wait for a form (XEP-0050 §3.3), in memory. Each waits for a time; an account that begins more than it
/// may loses its oldest.
/// </summary>
internal sealed class AdHocSessions(CommandOptions options, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<Waiting>> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<Jid, int> _counts = [];

    // In the order in which they end: all wait for the same time.
    private readonly LinkedList<Waiting> _waiting = new();

    public int Count
    {
        get
        {
            lock (_lock)
                return _byId.Count;
        }
    }

    /// <summary>Lets it wait, from now. False where there are too many of all accounts together.</summary>
    public bool TryAdd(AdHocSession session)
    {
        lock (_lock)
        {
            EndExpired();
            var account = session.Request.Requester.Bare;
            if (_counts.GetValueOrDefault(account) >= options.SessionsPerAccount)
                EndOldestOf(account);
            if (_byId.Count >= options.Sessions)
                return false;
            _byId.Add(session.Id, _waiting.AddLast(new Waiting(session, time.GetTimestamp())));
            _counts[account] = _counts.GetValueOrDefault(account) + 1;
            return true;
        }
    }

    /// <summary>
    /// Takes it out, so that no two requests go on with it at once; null if it waits no longer, or is somebody else's,
    /// another host's or another command's.
    /// </summary>
    public AdHocSession? Take(string id, IAdHocCommand command, AdHocRequest request)
    {
        lock (_lock)
        {
            EndExpired();
            if (!_byId.TryGetValue(id, out var node)
                || node.Value.Session.Command != command || node.Value.Session.Request != request)
            {
                return null;
            }
            Remove(node);
            return node.Value.Session;
        }
    }

    private void EndExpired()
    {
        while (_waiting.First is { } first && time.GetElapsedTime(first.Value.Since) >= options.SessionTimeout)
            Remove(first);
    }

    private void EndOldestOf(Jid account)
    {
        for (var node = _waiting.First; node is not null; node = node.Next)
        {
            if (node.Value.Session.Request.Requester.Bare != account)
                continue;
            Remove(node);
            return;
        }
    }

    private void Remove(LinkedListNode<Waiting> node)
    {
        var session = node.Value.Session;
        var account = session.Request.Requester.Bare;
        _waiting.Remove(node);
        _byId.Remove(session.Id);
        if (--_counts[account] == 0)
            _counts.Remove(account);
    }

    private sealed record Waiting(AdHocSession Session, long Since);
}
