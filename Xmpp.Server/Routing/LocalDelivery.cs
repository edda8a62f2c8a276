using System.Collections.Immutable;
using Xmpp.Server.Configuration;
using Xmpp.Server.Observability;
using Xmpp.Server.Presences;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;
using Xmpp.Storage.Accounts;

namespace Xmpp.Server.Routing;

/// <summary>Delivery to an account of this server (RFC 6121 §8.5): receive stages, plan, plan stages, hand-over.</summary>
internal sealed class LocalDelivery(
    ISessionDirectory directory,
    IAccountStore accounts,
    StanzaPath path,
    IPresenceAccess presence,
    InboundPresence inboundPresence,
    MessagesBehind behind,
    RoutingOptions options,
    ServerMetrics metrics)
{
    /// <summary>
    /// A session may end between plan and hand-over; a few new plans are enough for any honest case. Those of a server that
    /// stops take nothing any more: then, as if nobody were there.
    /// </summary>
    private const int MaxPlans = 5;

    // From the time on: behind the places that an earlier run has given.
    private static long s_lastPlace = TimeProvider.System.GetUtcNow().UtcTicks;

    public ValueTask<Verdict> MayReceiveAsync(StanzaContext context, CancellationToken ct) =>
        context.Recipient.Local is null ? new ValueTask<Verdict>(Verdict.Continue) : path.OnReceiveAsync(context, ct);

    /// <summary>Delivers, stores or ignores; an error is what the sender has to be told.</summary>
    public async ValueTask<StanzaError?> DeliverAsync(StanzaContext context, Router router, CancellationToken ct)
    {
        var verdict = await path.OnReceiveAsync(context, ct);
        if (verdict.Stops)
            return verdict.Error;
        if (context.Stanza is Presence { Type: not PresenceType.Error } stanza)
        {
            await inboundPresence.HandleAsync(context, stanza, router, ct);
            return null;
        }
        if (context.Stanza is Iq { IsRequest: true } request && (IsPush(request) || !await MayRequestAsync(context, ct)))
            return StanzaError.ServiceUnavailable;
        await CommitAsync(context, ct);
        if (context.RecipientTurn is { } turn)
            await turn.Reached;
        return await DeliverAsync(context, router, isLate: false, ct);
    }

    private async ValueTask<StanzaError?> DeliverAsync(StanzaContext context, Router router, bool isLate, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            var isLast = attempt > MaxPlans;
            var resources = isLast ? []
                : isLate ? await FindInTurnAsync(context, ct)
                : await directory.FindAsync(context.Recipient.Bare, ct);
            if (!isLast && !isLate && HasTurn(context)
                && behind.TryAddAsync(context, token => DeliverLateAsync(context, router, token)) is { } delivered)
            {
                context.RecipientTurn?.End(); // from here on its place is that behind the older ones
                if (context.Origin == StanzaOrigin.LocalSession)
                    await delivered.WaitAsync(ct); // the one who sends it, and nobody else, goes on when it is there
                return null;
            }
            var exists = resources.Length > 0 || await accounts.ExistsAsync(context.Recipient.Bare, ct);
            var plan = DeliveryRules.Plan(context.Stanza, context.Recipient, exists, resources);
            await path.OnPlanAsync(context, plan, ct);
            if (plan.Targets.Count == 0)
                return await UndeliverableAsync(plan, ct);
            if (await HandOverAsync(context, plan, ct))
                return null;
            if (context.OlderFirst is { } olderFirst)
                await olderFirst(ct);
        }
    }

    /// <summary>
    /// Waits until everything is on disk that must be before anybody gets the stanza, and then gives the
    /// sender's other resources their copies. Later calls do nothing.
    /// </summary>
    public async ValueTask CommitAsync(StanzaContext context, CancellationToken ct)
    {
        await context.WhenDurableAsync();
        if (context.SenderTurn is { } turn)
            await turn.Reached;
        if (context.TakeCopies() is { } copies && !behind.TryAddCopies(context, token => SendAsync(copies, token)))
            await SendAsync(copies, ct);
        context.SenderTurn?.End();
    }

    private async Task SendAsync(Func<IReadOnlyList<(Resource Resource, Stanza Stanza)>> copies, CancellationToken ct)
    {
        foreach (var (resource, copy) in copies())
            await directory.DeliverAsync(resource, new OutboundStanza(copy), ct);
    }

    // Not so errors, nor what is itself the older: a session's end would wait for its own, or for another one's.
    private static bool HasTurn(StanzaContext context) =>
        !context.IsRedelivery && context.Stanza is Message { Type: MessageType.Normal or MessageType.Chat };

    private async Task DeliverLateAsync(StanzaContext context, Router router, CancellationToken ct)
    {
        var error = await router.GuardAsync(token => DeliverAsync(context, router, isLate: true, token), context.Stanza.Kind, ct);
        await router.SettleAsync(context, error, ct);
    }

    // Something older may have begun to come since; here only what is newer waits for it.
    private async ValueTask<ImmutableArray<Resource>> FindInTurnAsync(StanzaContext context, CancellationToken ct)
    {
        var account = context.Recipient.Bare;
        var resources = await directory.FindAsync(account, ct);
        while (directory.CaughtUpAsync(account) is { } older)
        {
            await older.WaitAsync(ct);
            resources = await directory.FindAsync(account, ct);
        }
        return resources;
    }

    private async ValueTask<StanzaError?> UndeliverableAsync(DeliveryPlan plan, CancellationToken ct)
    {
        if (plan.Undelivered != Undelivered.Ignore)
            return plan.Error;
        // Not part of a delivery: the message is kept, or its loss is no loss, whatever becomes of a copy.
        foreach (var (resource, copy) in plan.Copies)
            await directory.DeliverAsync(resource, new OutboundStanza(copy), ct);
        metrics.Routed(plan.IsStored ? RoutingOutcome.Stored : RoutingOutcome.Dropped);
        return null;
    }

    /// <summary>True if at least one resource has it; then nobody is planned again, or it would come twice.</summary>
    private async ValueTask<bool> HandOverAsync(StanzaContext context, DeliveryPlan plan, CancellationToken ct)
    {
        context.Place ??= Interlocked.Increment(ref s_lastPlace);
        var delivery = new Delivery(context);
        var taken = false;
        delivery.Begin(); // held until all have been asked: a session that ends meanwhile must not route it again
        foreach (var resource in plan.Targets)
            taken |= await HandOverAsync(resource, new OutboundStanza(context.Stanza, context.EncodedNow(), delivery), delivery, ct);
        if (taken)
        {
            metrics.Routed(RoutingOutcome.Delivered);
            foreach (var (resource, copy) in plan.Copies)
                await HandOverAsync(resource, new OutboundStanza(copy, delivery), delivery, ct);
        }
        return context.IsHandedOver = !delivery.Lost();
    }

    private async ValueTask<bool> HandOverAsync(
        Resource resource, OutboundStanza stanza, Delivery delivery, CancellationToken ct)
    {
        delivery.Begin();
        var outcome = await directory.DeliverAsync(resource, stanza, ct);
        if (outcome == HandOver.Taken)
            return true;
        delivery.Lost();
        if (outcome == HandOver.Full)
            metrics.Routed(RoutingOutcome.Overflowed);
        return false;
    }

    // RFC 6121 §2.1.6, cases SECURITY §7: the server's own do not come this way; whoever else sends one means no good.
    private static bool IsPush(Iq request) => request.Type == IqType.Set && request.Payload?.Name == Roster.RosterNames.Query;

    // RFC 6121 §8.5.3.1: a request to a full JID only from someone who may know that it is there.
    private async ValueTask<bool> MayRequestAsync(StanzaContext context, CancellationToken ct)
    {
        if (options.IqFromStrangers || await presence.MaySeeAsync(context.Recipient.Bare, context.Sender, ct))
            return true;
        var resources = await directory.FindAsync(context.Recipient.Bare, ct);
        return HasDirectedPresence(resources, context);
    }

    private static bool HasDirectedPresence(ImmutableArray<Resource> resources, StanzaContext context)
    {
        foreach (var resource in resources)
        {
            if (resource.FullJid == context.Recipient)
                // XEP-0045 §7.2.2: whom a room shows to its occupants may be asked by them, through the room (§17.4).
                return resource.Directed.Contains(context.Sender) || resource.Directed.Contains(context.Sender.Bare)
                    || (context.Sender.IsFull && Occupants.HasJoined(resource, context.Sender));
        }
        return false;
    }
}
