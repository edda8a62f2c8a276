using Xmpp.Server.Configuration;
using Xmpp.Server.Roster;
using Xmpp.Server.Routing;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Xml;
using Xmpp.Storage.LastActivity;

namespace Xmpp.Server.Presences;

/// <summary>What a session says of its own presence (RFC 6121 §4.2, §4.4–§4.6).</summary>
internal sealed class PresenceSessions(
    SessionDirectory directory,
    Rosters rosters,
    PresenceDelivery delivery,
    HostTable hosts,
    IRemoteRouter remote,
    IBlockLists blockLists,
    ILastActivityStore lastActivity,
    FeatureRegistry registry,
    LimitOptions limits,
    TimeProvider time)
{
    /// <summary>Presence without 'to': broadcast. An error is for the sender.</summary>
    public ValueTask<StanzaError?> OnBroadcastAsync(Session session, Presence presence, CancellationToken ct) =>
        presence.Type switch
        {
            PresenceType.Available => OnAvailableAsync(session, presence, ct),
            PresenceType.Unavailable => OnUnavailableAsync(session, presence, ct),
            // RFC 6121 §4.3: a client's probe is no fault of its stream; one for nobody has no answer.
            PresenceType.Probe or PresenceType.Error => default,
            _ => new ValueTask<StanzaError?>(StanzaError.BadRequest), // RFC 6121 §3.1.1: a request names its contact
        };

    /// <summary>
    /// Notes directed presence (RFC 6121 §4.6.3), which the caller then routes. An error if the list is full: forgetting
    /// somebody would leave him with a ghost (cases PRE-01).
    /// </summary>
    public async ValueTask<StanzaError?> NoteDirectedAsync(Session session, Presence presence, Jid to, CancellationToken ct)
    {
        if (presence.Type == PresenceType.Unavailable)
        {
            directory.Update(session, r => r with { Directed = r.Directed.Remove(to) });
            return null;
        }
        if (to.Bare == session.Account || (await rosters.GetAsync(session.Account, ct)).IsSubscriber(to.Bare))
            return null; // §4.6.3 rule 1: the broadcast reaches them anyway
        var isFull = false;
        directory.Update(session, r =>
        {
            isFull = r.Directed.Count >= limits.DirectedPresence && !r.Directed.Contains(to);
            return isFull ? r : r with { Directed = r.Directed.Add(to) };
        });
        return isFull ? StanzaError.ResourceConstraint : null;
    }

    /// <summary>
    /// The session has ended and is out of the directory: whoever knew that it was there is told (§4.5.2, §4.6.3).
    /// </summary>
    /// <param name="last">The last snapshot of the resource.</param>
    /// <param name="ct">Cancels between two contacts.</param>
    public async ValueTask OnEndedAsync(Resource last, CancellationToken ct)
    {
        var unavailable = new Presence(PresenceType.Unavailable, last.FullJid, null);
        if (last.IsAvailable)
            await BroadcastUnavailableAsync(last, unavailable, ct);
        await delivery.BroadcastAsync(unavailable, last.FullJid, last.Directed, ct);
        if (last.IsAvailable)
            await NoteLastSeenAsync(last.FullJid.Bare, null, ct);
    }

    /// <summary>
    /// Shows a presence again, with what the server has added to it since. False, and nothing is shown, if the client shows
    /// another one meanwhile, or none.
    /// </summary>
    public async ValueTask<bool> ShowAgainAsync(Session session, Presence shown, Presence again, CancellationToken ct)
    {
        var before = directory.Update(session, r => ReferenceEquals(r.LastPresence, shown) ? r with { LastPresence = again } : r);
        if (!ReferenceEquals(before?.LastPresence, shown))
            return false;
        var roster = await rosters.GetAsync(session.Account, ct);
        await delivery.ToAccountAsync(again, new EncodedStanza(again), session.FullJid, session.Account, ct);
        await delivery.BroadcastAsync(again, session.FullJid, roster.Subscribers, ct);
        registry.OwnPresence.ForEach(notify => notify(again, roster));
        // The client's own stanzas do not wait for this one: if it has gone meanwhile, its word must be the last.
        if (directory.FindResource(session) is not { IsAvailable: true })
            await BroadcastUnavailableAsync(before, new Presence(PresenceType.Unavailable, session.FullJid, null), ct);
        return true;
    }

    private async ValueTask<StanzaError?> OnAvailableAsync(Session session, Presence presence, CancellationToken ct)
    {
        if (!presence.TryReadPriority(out var priority))
            return StanzaError.BadRequest; // RFC 6121 §4.7.2.3
        // Whoever finds it here waits for what has waited for it.
        var isReady = priority >= 0 && directory.FindResource(session) is { } now && (!now.IsAvailable || now.Priority < 0);
        using var catchUp = isReady ? directory.CatchUps.Begin(session.Account) : null;
        var before = directory.Update(session, r => r with
        {
            IsAvailable = true,
            Priority = priority,
            LastPresence = presence,
            Arrival = r.IsAvailable ? r.Arrival : new Arrival(),
        });
        if (before is null)
            return null;
        var roster = await rosters.GetAsync(session.Account, ct);
        // §4.2.2, §4.4.2: to the account's own available resources, this one included, and to all subscribers.
        var encoded = new EncodedStanza(presence);
        await delivery.ToAccountAsync(presence, encoded, session.FullJid, session.Account, ct);
        await delivery.BroadcastAsync(presence, session.FullJid, roster.Subscribers, ct);
        registry.OwnPresence.ForEach(notify => notify(presence, roster));
        if (!before.IsAvailable)
            await OnInitialAsync(session, roster, ct);
        if (isReady)
            await NotifyReadyAsync(session, ct);
        catchUp?.Dispose();
        if (registry.Available.Count > 0 && directory.FindResource(session) is { } resource)
            registry.Available.ForEach(notify => notify(resource, !before.IsAvailable));
        return null;
    }

    private async ValueTask<StanzaError?> OnUnavailableAsync(Session session, Presence presence, CancellationToken ct)
    {
        var before = directory.Update(session, r => r with
        {
            IsAvailable = false,
            Priority = 0,
            LastPresence = null,
            Arrival = null,
            Directed = [],
        });
        if (before is null)
            return null;
        if (before.IsAvailable)
        {
            await BroadcastUnavailableAsync(before, presence, ct);
            // §4.5.2: also to the resource that generated it.
            session.Post(new OutboundStanza(presence.WithTo(session.Account)));
            await NoteLastSeenAsync(session.Account, presence.Element.Element(XmppNames.Status)?.Value, ct);
        }
        await delivery.BroadcastAsync(presence, session.FullJid, before.Directed, ct);
        return null;
    }

    private async ValueTask BroadcastUnavailableAsync(Resource last, Presence unavailable, CancellationToken ct)
    {
        var account = last.FullJid.Bare;
        await delivery.ToAccountAsync(unavailable, new EncodedStanza(unavailable), last.FullJid, account, ct);
        var roster = await rosters.GetAsync(account, ct);
        await delivery.BroadcastAsync(unavailable, last.FullJid, roster.Subscribers, ct);
        registry.OwnPresence.ForEach(notify => notify(unavailable, roster));
    }

    /// <summary>RFC 6121 §4.2.2, §4.3.1, §3.1.3: what a resource learns when it becomes available.</summary>
    private async ValueTask OnInitialAsync(Session session, RosterView roster, CancellationToken ct)
    {
        foreach (var own in directory.Find(session.Account))
        {
            if (own.SessionId != session.Id && own.LastPresence is { } presence)
                session.Post(new OutboundStanza(presence.WithTo(session.Account)));
        }
        // XEP-0191 §3.3: nothing of those who are blocked, and nothing to them.
        var blocked = await blockLists.GetAsync(session.Account, ct);
        foreach (var contact in roster.Subscribed)
        {
            if (blocked.Blocks(contact))
                continue;
            if (hosts.Contains(contact.Domain))
                await ShowLocalContactAsync(session, contact, blocked, ct);
            else
                await remote.RouteAsync(new Presence(PresenceType.Probe, session.Account, contact), ct);
        }
        foreach (var request in roster.Snapshot.Requests)
        {
            if (!blocked.Blocks(request.Contact) && StoredStanza.TryRead(request.Stanza, out var stanza))
                session.Post(new OutboundStanza(stanza));
        }
    }

    // §4.3.1: no probe is needed on one's own server. A local contact who is offline is not reported: §4.3.2 rule 3 is
    // a SHOULD that "can greatly increase the number of presence notifications", and silence means the same.
    private async ValueTask ShowLocalContactAsync(Session session, Jid contact, BlockList blocked, CancellationToken ct)
    {
        var resources = directory.Find(contact);
        if (resources.IsEmpty || !(await rosters.GetAsync(contact, ct)).IsSubscriber(session.Account))
            return;
        if ((await blockLists.GetAsync(contact, ct)).Blocks(session.FullJid))
            return;
        foreach (var resource in resources)
        {
            if (resource.LastPresence is { } presence && !blocked.Blocks(resource.FullJid))
                session.Post(new OutboundStanza(presence.WithTo(session.Account)));
        }
    }

    private async ValueTask NotifyReadyAsync(Session session, CancellationToken ct)
    {
        var resource = directory.Find(session.Account).FirstOrDefault(r => r.SessionId == session.Id);
        if (resource is null)
            return;
        foreach (var notify in registry.ReadyForMessages)
            await notify(resource, ct);
    }

    private async ValueTask NoteLastSeenAsync(Jid account, string? status, CancellationToken ct)
    {
        if (!directory.Find(account).Any(r => r.IsAvailable))
            await lastActivity.NoteAsync(account, new LastSeen(time.GetUtcNow(), status), ct);
    }
}
