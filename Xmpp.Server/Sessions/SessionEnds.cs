using System.Collections.Concurrent;
using Xmpp.Server.Observability;
using Xmpp.Server.Presences;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage;

namespace Xmpp.Server.Sessions;

/// <summary>
/// What happens when a session ends, for whatever reason, exactly once: it leaves the directory, those who knew of it
/// are told, and what it was never sent is routed again.
/// </summary>
internal sealed class SessionEnds(
    SessionDirectory directory, PresenceSessions presence, AccountCaches caches, Router router, Stores stores, BackgroundWork background,
    ServerMetrics metrics)
{
    private readonly Backlogs _backlogs = new(router.RouteAgainAsync, background, metrics);

    private readonly ConcurrentDictionary<Jid, Task> _leaving = new();

    /// <summary>
    /// Told of each session that has left the directory, and whether its client may be told what was handled: not when it
    /// has missed an error, which is the other half of that (cases SM-04).
    /// </summary>
    public Action<Session, bool> Removed { get; set; } = static (_, _) => { };

    /// <summary>Told of each session when what it did not get has been brought elsewhere.</summary>
    public Func<Session, CancellationToken, Task> Ended { get; set; } = static (_, _) => Task.CompletedTask;

    /// <summary>
    /// Completes when all have been told that the session with this address is over; null if none is just leaving. Whoever binds
    /// the address waits for it: no unavailable presence comes behind what the newer one shows (cases AUTH-15).
    /// </summary>
    public Task? LeavingAsync(Jid fullJid) => _leaving.GetValueOrDefault(fullJid);

    /// <summary>Ends it in the background.</summary>
    public void Begin(Session session) => background.Run("session end", ct => EndAsync(session, ct));

    /// <summary>Completes when everybody has been told, also if somebody else began it.</summary>
    public Task EndAsync(Session session, CancellationToken ct) =>
        session.EndOnceAsync(() => RunAsync(session, Task.CompletedTask, ct));

    /// <summary>
    /// The same in the background; completes when it has left, and what it did not get is in line before all that is newer:
    /// for who may himself be bringing that, and would wait for himself.
    /// </summary>
    public Task LeaveAsync(Session session, CancellationToken ct)
    {
        Begin(session);
        return session.LeftAsync().WaitAsync(ct);
    }

    /// <summary>
    /// Ends those that still wait for their clients since that time (XEP-0198 §5). All have left before anything that one of
    /// them did not get goes anywhere: an account's devices that vanish together leave one backlog.
    /// </summary>
    public async Task ExpireAsync(IReadOnlyList<(Session Session, int Spell)> due, CancellationToken ct)
    {
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var all = due.Select(one => one.Session.ExpireAsync(one.Spell, () => RunAsync(one.Session, left.Task, ct))).ToArray();
        left.SetResult();
        await Task.WhenAll(all);
    }

    private async Task RunAsync(Session session, Task othersLeft, CancellationToken ct)
    {
        using var catchUp = directory.CatchUps.Begin(session.Account); // who finds it gone waits for what it leaves behind
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _leaving[session.FullJid] = told.Task; // before the address is free
        var last = directory.Remove(session);
        var unsent = session.Close();
        var backlog = _backlogs.Add(session.Account, unsent, catchUp.Dispose);
        if (backlog.IsEmpty)
            catchUp.Dispose();
        session.Leave();
        metrics.SessionClosed();
        Removed(session, !unsent.Any(s => s.Stanza is { IsError: true }));
        if (last is { IsHibernating: true })
        {
            metrics.HibernationEnded();
            metrics.Resumption(ResumptionOutcome.Expired);
        }
        await othersLeft;
        try
        {
            if (last is not null)
                await presence.OnEndedAsync(last, ct);
        }
        finally
        {
            _leaving.TryRemove(KeyValuePair.Create(session.FullJid, told.Task));
            told.SetResult();
            await FinishAsync(session, backlog, catchUp, ct);
        }
    }

    // Also when nobody could be told of its end: messages do not depend on that.
    private async Task FinishAsync(Session session, Backlog backlog, CatchUps.CatchUp catchUp, CancellationToken ct)
    {
        try
        {
            await _backlogs.BringAsync(backlog);
        }
        finally
        {
            catchUp.Dispose();
            await Ended(session, ct);
            await caches.UnpinAsync(session.Account, ct);
            if (session.IsAnonymous)
            {
                await caches.ForgetAsync(session.Account, ct);
                await stores.EraseAsync(session.Account, ct);
            }
        }
    }
}
