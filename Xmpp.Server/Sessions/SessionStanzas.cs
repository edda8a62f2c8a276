using System.Xml.Linq;
using Xmpp.Server.Observability;
using Xmpp.Server.Presences;
using Xmpp.Server.Roster;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Sessions;

/// <summary>What a bound session sends (RFC 6120 §8, §10): addresses checked and completed, then onto the stanza path.</summary>
internal sealed class SessionStanzas(
    StanzaPath path,
    Router router,
    PresenceSessions presence,
    OutboundSubscriptions subscriptions,
    IPresenceStamp? stamp,
    ServerMetrics metrics,
    TimeProvider time,
    CancellationToken stopping)
{
    /// <summary>
    /// Completes when the stanza is delivered or durably stored (acknowledged means durable);
    /// <paramref name="fail"/> ends the stream for what no stream may carry.
    /// </summary>
    public ValueTask HandleAsync(
        Session session, XElement element, int octets, string? lang, Action<StreamError> fail)
    {
        if (!Stanza.IsStanza(element))
        {
            fail(ErrorOf(element));
            return default;
        }
        if (!HasOwnFrom(session, element))
        {
            // RFC 6120 §4.9.3.9; cases RTE-05: an address of our own account is overridden, a foreign one ends the stream.
            fail(StreamError.InvalidFrom);
            return default;
        }
        if (Stanza.Read(element, out var read) is { } error)
        {
            RefuseUnread(session, element, error);
            return default;
        }
        return read is null ? default : SendAsync(session, Stamp(session, read, octets, lang));
    }

    // §8.1.2.1: 'from' is the full JID; RFC 6121 §3.1.2 and its kin: the bare JID for subscriptions. §8.1.5: the
    // stanza inherits the stream's language.
    private static Stanza Stamp(Session session, Stanza stanza, int octets, string? lang) => stanza.Stamped(
        stanza is Presence { IsSubscription: true } ? session.Account : session.FullJid,
        stanza is Iq ? null : lang,
        octets);

    private async ValueTask SendAsync(Session session, Stanza stanza)
    {
        metrics.StanzaReceived(stanza.Kind);
        if (stamp is not null && stanza is Presence { Type: PresenceType.Available } shown)
            stanza = await StampAsync(session, shown, stamp);
        if (stanza is Presence { To: null } broadcast)
        {
            await BroadcastAsync(session, broadcast);
            return;
        }
        // RFC 6120 §10.3: without 'to' a message or IQ is for the account itself. Cases RTE-06: a message to oneself goes
        // out with the account as 'to'; an IQ keeps its missing 'to'.
        if (stanza is Message { To: null })
            stanza = stanza.WithTo(session.Account);
        var context = new StanzaContext(stanza, session.FullJid, stanza.To ?? session.Account, StanzaOrigin.LocalSession)
        {
            ReceivedAt = time.GetUtcNow(),
        };
        var verdict = await MaySendAsync(context);
        if (verdict.Stops)
        {
            context.EndTurns();
            if (verdict.Error is { } error)
                await router.BounceAsync(stanza, session.FullJid, error, stopping);
            return;
        }
        await (stanza is Presence directed
            ? PresenceAsync(session, directed, context)
            : router.RouteAsync(context, stopping));
    }

    private async ValueTask<Verdict> MaySendAsync(StanzaContext context)
    {
        try
        {
            return await path.OnSendAsync(context, stopping);
        }
#pragma warning disable CA1031 // as in Router: a fault is the sender's answer, not the end of his stream
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            return Verdict.Reject(router.OnException(e, context.Stanza.Kind));
        }
    }

    // What cannot be found out is left out: presence must not wait for a database that is away.
    private async ValueTask<Presence> StampAsync(Session session, Presence presence, IPresenceStamp by)
    {
        var stamped = presence;
        await router.GuardAsync(
            async ct =>
            {
                stamped = await by.StampAsync(session.Account, presence, ct);
                return null;
            },
            presence.Kind, stopping);
        return stamped;
    }

    private async ValueTask BroadcastAsync(Session session, Presence broadcast)
    {
        var error = await router.GuardAsync(
            ct => presence.OnBroadcastAsync(session, broadcast, ct), broadcast.Kind, stopping);
        if (error is not null)
            await router.BounceAsync(broadcast, session.FullJid, error, stopping);
    }

    private async ValueTask PresenceAsync(Session session, Presence directed, StanzaContext context)
    {
        StanzaError? error = null;
        if (directed.IsSubscription)
        {
            error = await router.GuardAsync(
                ct => subscriptions.SendAsync(directed, context.Recipient.Bare, router, ct), directed.Kind, stopping);
        }
        else
        {
            if (directed.Type is PresenceType.Available or PresenceType.Unavailable)
            {
                error = await router.GuardAsync(
                    ct => presence.NoteDirectedAsync(session, directed, context.Recipient, ct), directed.Kind, stopping);
            }
            if (error is null)
                await router.RouteAsync(context, stopping);
        }
        if (error is not null)
            await router.BounceAsync(directed, session.FullJid, error, stopping);
    }

    private static void RefuseUnread(Session session, XElement element, StanzaError error)
    {
        if (UnreadStanza.Refusal(element, error, session.FullJid) is { } refusal)
            session.Post(new OutboundStanza(refusal));
    }

    private static bool HasOwnFrom(Session session, XElement element) =>
        element.Attribute(XmppNames.From) is not { } from
        || (Jid.TryParse(from.Value, out var jid) && jid.Bare == session.Account);

    // RFC 6120 §4.9.3.10, §4.9.3.24 (cases PAR-08).
    private static StreamError ErrorOf(XElement element) =>
        element.Name.Namespace == XmppNames.Server ? StreamError.InvalidNamespace : StreamError.UnsupportedStanzaType;
}
