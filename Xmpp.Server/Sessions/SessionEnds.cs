using Xmpp.Server.Observability;
using Xmpp.Server.Presences;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
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
    /// <summary>
    /// Told of each session that has left the directory, and whether its client may be told what was handled: not when it
    /// has missed an error, which is the other half of that (cases SM-04).
    /// </summary>
    public Action<Session, bool> Removed { get; set; } = static (_, _) => { };

    /// <summary>Told of each session when what it did not get has been brought elsewhere.</summary>
    public Func<Session, CancellationToken, Task> Ended { get; set; } = static (_, _) => Task.CompletedTask;

    /// <summary>Ends it in the background.</summary>
    public void Begin(Session session) => background.Run("session end", ct => EndAsync(session, ct));

    /// <summary>Completes when everybody has been told, also if somebody else began it.</summary>
    public Task EndAsync(Session session, CancellationToken ct) => session.EndOnceAsync(() => RunAsync(session, ct));

    /// <summary>Ends it if it still waits for its client since that time (XEP-0198 §5).</summary>
    public Task ExpireAsync(Session session, int spell, CancellationToken ct) =>
        session.ExpireAsync(spell, () => RunAsync(session, ct));

    private async Task RunAsync(Session session, CancellationToken ct)
    {
        using var catchUp = directory.CatchUps.Begin(session.Account); // who finds it gone waits for what it leaves behind
        var last = directory.Remove(session);
        var unsent = session.Close();
        if (!unsent.Any(s => s.Delivery is not null))
            catchUp.Dispose();
        metrics.SessionClosed();
        Removed(session, !unsent.Any(s => s.Stanza is { IsError: true }));
        if (last is { IsHibernating: true })
        {
            metrics.HibernationEnded();
            metrics.Resumption(ResumptionOutcome.Expired);
        }
        try
        {
            if (last is not null)
                await presence.OnEndedAsync(last, ct);
        }
        finally
        {
            await FinishAsync(session, unsent, catchUp, ct);
        }
    }

    // Also when nobody could be told of its end: messages do not depend on that.
    private async Task FinishAsync(
        Session session, IReadOnlyList<OutboundStanza> unsent, CatchUps.CatchUp catchUp, CancellationToken ct)
    {
        try
        {
            await RouteAgainAsync(unsent, catchUp, ct);
        }
        finally
        {
            catchUp.Dispose();
            await Ended(session, ct);
            await caches.UnpinAsync(session.Account, ct);
            if (session.IsAnonymous)
                await stores.EraseAsync(session.Account, ct);
        }
    }

    // Presence is of the moment, and what we sent ourselves (roster pushes) is asked for again.
    private async Task RouteAgainAsync(IReadOnlyList<OutboundStanza> unsent, CatchUps.CatchUp catchUp, CancellationToken ct)
    {
        List<StanzaContext> left = [.. unsent.Where(s => s.Delivery?.Lost() == true).Select(s => s.Delivery!.Context)];
        var done = 0;
        try
        {
            for (; done < left.Count; done++)
                await router.RouteAgainAsync(left[done], catchUp.Dispose, ct);
        }
        finally
        {
            // A mark says that the message is still under way: the next start brings it (Features/Recovery).
            var lost = left.Skip(done).Count(c => c is { Stanza: Message { IsError: false }, Mark: null });
            metrics.StanzasLost(ct.IsCancellationRequested ? StanzaLoss.Stopped : StanzaLoss.Failed, lost);
        }
    }
}
