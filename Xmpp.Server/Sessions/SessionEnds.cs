using Xmpp.Server.Observability;
using Xmpp.Server.Presences;
using Xmpp.Server.Roster;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
using Xmpp.Storage;

namespace Xmpp.Server.Sessions;

/// <summary>
/// What happens when a session ends, for whatever reason, exactly once: it leaves the directory, those who knew of it
/// are told, and what it was never sent is routed again.
/// </summary>
internal sealed class SessionEnds(
    SessionDirectory directory, PresenceSessions presence, Rosters rosters, Router router, Stores stores, BackgroundWork background,
    ServerMetrics metrics, TimeProvider time)
{
    /// <summary>Ends it in the background.</summary>
    public void Begin(Session session) => background.Run("session end", ct => EndAsync(session, ct));

    /// <summary>Completes when everybody has been told, also if somebody else began it.</summary>
    public Task EndAsync(Session session, CancellationToken ct) => session.EndOnceAsync(() => RunAsync(session, ct));

    private async Task RunAsync(Session session, CancellationToken ct)
    {
        var last = directory.Remove(session);
        var unsent = session.Close();
        metrics.SessionClosed();
        try
        {
            if (last is not null)
                await presence.OnEndedAsync(last, ct);
            foreach (var stanza in unsent)
                await RouteAgainAsync(session, stanza, ct);
        }
        finally
        {
            await rosters.UnpinAsync(session.Account, ct);
            if (session.IsAnonymous)
                await stores.EraseAsync(session.Account, ct);
        }
    }

    // RFC 6121 §8.5.3.2 decides as for any stanza to a resource that is gone: another resource, offline storage, or an
    // error to the sender. Presence is of the moment, and what we sent ourselves (roster pushes) is asked for again.
    private async Task RouteAgainAsync(Session session, OutboundStanza unsent, CancellationToken ct)
    {
        if (unsent.Addressed is not { } stanza || stanza is Presence || stanza.From is not { } from
            || from == session.Account)
        {
            return;
        }
        var context = new StanzaContext(stanza, from, stanza.To ?? session.FullJid, StanzaOrigin.Server)
        {
            ReceivedAt = time.GetUtcNow(),
        };
        await router.RouteAsync(context, ct);
    }
}
