using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Xmpp.Server.Configuration;
using Xmpp.Server.Observability;
using Xmpp.Server.Sessions;
using Xmpp.Server.Transport;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.StreamManagement;

/// <summary>
/// The sessions that may be resumed (XEP-0198 §5), by their SM-ID: those on a stream, those that wait for their client,
/// and for a while the ids of those that are over.
/// </summary>
internal sealed class ResumableSessions(
    SessionDirectory directory, SessionEnds ends, StreamManagementOptions options, ServerMetrics metrics,
    BackgroundWork background, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Session> _sessions = new(StringComparer.Ordinal);
    private readonly FormerSessions _former = new(options.RememberedSessions);
    private readonly Lock _lock = new();
    private readonly PriorityQueue<(Session Session, int Spell), long> _waiting = new();

    /// <summary>The session can be resumed from now on.</summary>
    public void Add(Session session, ManagedStream management)
    {
        if (management.IsResumable)
            _sessions[management.Id] = session;
    }

    /// <summary>It is resumed: what was kept of it over a restart must not bring it back a second time.</summary>
    public Func<Session, CancellationToken, Task> KeptResumed { get; set; } = static (_, _) => Task.CompletedTask;

    /// <summary>Told of each session that has lost its stream and waits for its client. Must not wait.</summary>
    public Action<Session> Hibernated { get; set; } = static _ => { };

    /// <summary>The sessions that wait for their clients or are on a stream.</summary>
    public IEnumerable<Session> All => _sessions.Values;

    /// <summary>The stream broke. False when the session has to end.</summary>
    public bool TryHibernate(Session session, IConnection lost)
    {
        if (!session.TryHibernate(lost) || session.Management is not { } management)
            return false;
        WaitFor(session, management.ResumeTimeout);
        Hibernated(session);
        return true;
    }

    /// <summary>Lets a session without a stream wait for its client.</summary>
    public void WaitFor(Session session, TimeSpan timeout)
    {
        if (directory.Update(session, r => r with { IsHibernating = true }) is { IsHibernating: false })
            metrics.HibernationBegan();
        lock (_lock)
        {
            _waiting.Enqueue(
                (session, session.Spell), time.GetTimestamp() + (long)(timeout.TotalSeconds * time.TimestampFrequency));
        }
    }

    /// <summary>The session is over: its id is only good for saying what was handled (cases SM-04).</summary>
    public void Forget(Session session, bool tellsHandled)
    {
        if (session.Management is { IsResumable: true } management && _sessions.TryRemove(management.Id, out _) && tellsHandled)
            _former.Add(management.Id, session.Account, management.Handled);
    }

    /// <summary>What was handled of a session of this account that is over, or null.</summary>
    public uint? HandledOf(string id, Jid account) => _former.Find(id, account);

    /// <summary>The session of this account with that id, or null.</summary>
    public Session? Find(string id, Jid account) =>
        _sessions.TryGetValue(id, out var session) && session.Account == account ? session : null;

    /// <summary>The session is on a stream again; its client looks at it (XEP-0352 §5.2).</summary>
    public void OnResumed(Session session)
    {
        var before = directory.Update(session, r => r with { IsHibernating = false, IsInactive = false });
        if (before is { IsHibernating: true })
            metrics.HibernationEnded();
    }

    /// <summary>Ends the sessions whose clients did not come back in time; about every second.</summary>
    public void Tick()
    {
        List<(Session, int)>? due = null;
        while (TryTakeDue(out var session, out var spell))
            (due ??= []).Add((session, spell));
        if (due is not null)
            background.Run("end of sessions that were not resumed", ct => ends.ExpireAsync(due, ct));
    }

    private bool TryTakeDue([NotNullWhen(true)] out Session? session, out int spell)
    {
        lock (_lock)
        {
            (session, spell) = (null, 0);
            if (!_waiting.TryPeek(out _, out var due) || due > time.GetTimestamp())
                return false;
            (session, spell) = _waiting.Dequeue();
            return true;
        }
    }
}
