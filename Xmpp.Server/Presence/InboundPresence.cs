using Xmpp.Server.Roster;
using Xmpp.Server.Routing;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage.LastActivity;

namespace Xmpp.Server.Presences;

/// <summary>Presence that comes to a local account (RFC 6121 §3.1.3–§3.3.3, §4.3.2, §4.4.3, §8.5).</summary>
internal sealed class InboundPresence(
    ISessionDirectory directory,
    Rosters rosters,
    PresenceDelivery delivery,
    InboundSubscriptions subscriptions,
    ILastActivityStore lastActivity,
    FeatureRegistry registry)
{
    /// <summary>Handles presence of every type but error; what it brings about goes through <paramref name="router"/>.</summary>
    public ValueTask HandleAsync(StanzaContext context, Presence presence, Router router, CancellationToken ct) =>
        presence.Type switch
        {
            PresenceType.Available or PresenceType.Unavailable => OnBroadcastAsync(context, presence, ct),
            PresenceType.Probe => OnProbeAsync(context, presence, router, ct),
            _ => subscriptions.HandleAsync(context, presence, router, ct),
        };

    private async ValueTask OnBroadcastAsync(StanzaContext context, Presence presence, CancellationToken ct)
    {
        if (context.Recipient.IsBare)
        {
            foreach (var notify in registry.ContactPresence)
                await notify(context.Recipient, presence, context.Sender, ct);
        }
        await delivery.ToAccountAsync(presence, context.EncodedNow(), context.Sender, context.Recipient, ct);
    }

    private async ValueTask OnProbeAsync(StanzaContext context, Presence probe, Router router, CancellationToken ct)
    {
        var account = context.Recipient.Bare;
        var resources = await directory.FindAsync(account, ct);
        var maySee = context.Sender.Bare == account
            || (await rosters.GetAsync(account, ct)).IsSubscriber(context.Sender.Bare);
        if (context.Recipient.IsFull || !maySee)
        {
            foreach (var resource in resources)
                await AnswerForResourceAsync(context, resource, maySee, router, ct);
        }
        if (!maySee)
        {
            if (!resources.Any(r => KnowsByDirectedPresence(r, context)))
                await SendAsync(new Presence(PresenceType.Unsubscribed, account, context.Sender, probe.Id), router, ct);
            return;
        }
        if (context.Recipient.IsFull)
            return;
        var isShown = false;
        foreach (var resource in resources)
        {
            if (resource.LastPresence is not { } last)
                continue;
            isShown = true; // §4.3.2.1: with the id of the resource's own stanza
            await SendAsync(last.WithTo(context.Sender), router, ct);
        }
        if (!isShown)
            await AnswerUnavailableAsync(account, context.Sender, probe.Id, router, ct);
    }

    // §4.3.2: for a full JID only the fact that this resource is there; §4.6.6: so much is due to those who got
    // directed presence, too, and not what was broadcast to others.
    private static async ValueTask AnswerForResourceAsync(
        StanzaContext context, Resource resource, bool maySee, Router router, CancellationToken ct)
    {
        var isNamed = context.Recipient == resource.FullJid;
        if (context.Recipient.IsFull && !isNamed)
            return;
        if (maySee ? resource.IsAvailable : KnowsByDirectedPresence(resource, context))
            await SendAsync(new Presence(PresenceType.Available, resource.FullJid, context.Sender), router, ct);
    }

    private static bool KnowsByDirectedPresence(Resource resource, StanzaContext context) =>
        resource.Directed.Contains(context.Sender) || resource.Directed.Contains(context.Sender.Bare);

    // §4.3.2 rule 3: from the bare JID, with the time at which the account was last there.
    private async ValueTask AnswerUnavailableAsync(Jid account, Jid prober, string? id, Router router, CancellationToken ct)
    {
        Stanza answer = new Presence(PresenceType.Unavailable, account, prober, id);
        if (await lastActivity.FindAsync(account, ct) is { } seen)
            answer = answer.WithChild(Delay.ToElement(seen.At, Jid.Parse(account.Domain)));
        await SendAsync(answer, router, ct);
    }

    private static ValueTask SendAsync(Stanza stanza, Router router, CancellationToken ct) =>
        stanza is { From: { } from, To: { } to }
            ? router.RouteAsync(new StanzaContext(stanza, from, to, StanzaOrigin.Server), ct)
            : default;
}
