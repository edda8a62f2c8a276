using Xmpp.Server.Configuration;
using Xmpp.Server.Observability;
using Xmpp.Server.Routing;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage.Offline;

namespace Xmpp.Server.Features.Offline;

/// <summary>XEP-0160: messages for which nobody is there are kept until somebody is.</summary>
internal sealed class OfflineFeature(
    IOfflineStore store, ISessionDirectory directory, AccountLocks locks, OfflineOptions options,
    ServerMetrics metrics) : IFeature, IPlanStage
{
    private const int PageSize = 100;

    private readonly OfflineQuota _quota = new(options.MaxMessages, options.MaxBytes);

    public IReadOnlyList<XepReference> Specs =>
    [
        new(160, "1.0.1", "Best Practices for Handling Offline Messages"),
        new(203, "2.0", "Delayed Delivery"),
        new(334, "0.4", "Message Processing Hints"),
    ];

    public void Register(FeatureRegistry registry)
    {
        registry.Disco(IqTarget.Server, "msgoffline"); // XEP-0160 §4
        registry.ReadyForMessages.Add(DeliverAsync);
    }

    /// <summary>Keeps what nobody gets; durable when it completes.</summary>
    public async ValueTask OnPlanAsync(StanzaContext context, DeliveryPlan plan, CancellationToken ct)
    {
        if (plan.Undelivered != Undelivered.Store || plan.Targets.Count > 0 || context.Stanza is not Message message)
            return;
        if (!OfflineRules.IsKept(message))
        {
            plan.Undelivered = Undelivered.Ignore; // what is only of the moment is nobody's loss
            return;
        }
        var account = context.Recipient.Bare;
        var outcome = await store.AddAsync(account, StoredStanza.Write(message), context.ReceivedAt, _quota, ct);
        if (outcome == OfflineOutcome.Full)
        {
            plan.Undelivered = Undelivered.Bounce; // XEP-0160 §3: service-unavailable
            metrics.OfflineRefused();
            return;
        }
        plan.Undelivered = Undelivered.Ignore;
        plan.IsStored = true;
        metrics.OfflineStored();
        // Somebody may have come between the plan and the commit; he has read the queue already.
        foreach (var resource in await directory.FindAsync(account, ct))
        {
            if (resource is { IsAvailable: true, Priority: >= 0 })
            {
                await DeliverAsync(resource, ct);
                return;
            }
        }
    }

    /// <summary>
    /// Gives a resource what waits for its account, in order, each with its delay, and forgets it then. Two resources
    /// that come at once are served one after the other, so nothing is delivered twice.
    /// </summary>
    private async ValueTask DeliverAsync(Resource resource, CancellationToken ct)
    {
        var account = resource.FullJid.Bare;
        using var _ = await locks.EnterAsync(account, ct);
        long last = 0;
        while (true)
        {
            var page = await store.ReadAsync(account, last, PageSize, ct);
            foreach (var waiting in page)
            {
                if (!await HandOverAsync(resource, account, waiting, ct))
                    return; // the resource has gone: what it was not given stays
                last = waiting.Id;
            }
            if (page.Count > 0)
            {
                await store.DeleteThroughAsync(account, last, ct);
                metrics.OfflineDelivered(page.Count);
            }
            if (page.Count < PageSize)
                return;
        }
    }

    private async ValueTask<bool> HandOverAsync(Resource resource, Jid account, OfflineMessage waiting, CancellationToken ct)
    {
        if (!StoredStanza.TryRead(waiting.Stanza, out var stanza))
            throw new InvalidDataException("A stored message cannot be read.");
        var host = Jid.Parse(account.Domain);
        // Cases RTE-09: one delay of ours, of the first time; a message that came back from a broken session has it.
        if (!Delay.Has(stanza, host))
            stanza = stanza.WithChild(Delay.ToElement(waiting.ReceivedAt, host));
        var delivery = new Delivery(new StanzaContext(stanza, stanza.From ?? host, account, StanzaOrigin.Server)
        {
            ReceivedAt = waiting.ReceivedAt,
            IsRedelivery = true,
        });
        delivery.Begin();
        return await directory.DeliverAsync(resource, new OutboundStanza(stanza, delivery), ct) == HandOver.Taken;
    }
}
