using Xmpp.Server.Configuration;
using Xmpp.Server.Features.Archive;
using Xmpp.Server.Observability;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
using Xmpp.Storage.Archive;
using Xmpp.Storage.Offline;

namespace Xmpp.Server.Features.Offline;

/// <summary>XEP-0160: messages for which nobody is there are kept until somebody is.</summary>
internal sealed class OfflineFeature(
    IOfflineStore store, IArchiveStore archive, OfflineDelivery delivery, OfflineOptions options, ServerMetrics metrics)
    : IFeature, IPlanStage
{
    private readonly OfflineRetractions _retractions = new(store);

    private OfflineQuota Quota => new(options.MaxMessages, options.MaxBytes);

    public IReadOnlyList<XepReference> Specs =>
    [
        new(160, "1.0.1", "Best Practices for Handling Offline Messages"),
        new(203, "2.0", "Delayed Delivery"),
        new(334, "0.4", "Message Processing Hints"),
    ];

    public void Register(FeatureRegistry registry)
    {
        registry.Disco(IqTarget.Server, "msgoffline"); // XEP-0160 §4
        registry.ReadyForMessages.Add(delivery.DeliverAsync);
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
        var outcome = await store.AddAsync(account, StoredStanza.Write(message), context.ReceivedAt, Quota, ct);
        if (outcome == OfflineOutcome.Full)
        {
            plan.Undelivered = Undelivered.Bounce; // XEP-0160 §3: service-unavailable
            // XEP-0313 §6.1: what is not accepted does not appear. That there is no room is known only now.
            if (context.RecipientArchiveId is { } archived)
                await archive.RemoveAsync(account, archived, ct);
            metrics.OfflineRefused();
            return;
        }
        plan.Undelivered = Undelivered.Ignore;
        plan.IsStored = true;
        metrics.OfflineStored();
        if (ArchiveRetractions.Retracted(message) is { } retracted)
            await _retractions.RetractAsync(account, message, retracted, ct);
        // Somebody may have come between the plan and the commit; he has read the queue already.
        await delivery.DeliverToAnyAsync(account, ct);
    }
}
