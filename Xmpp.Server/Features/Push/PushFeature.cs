using Xmpp.Server.Configuration;
using Xmpp.Server.Observability;
using Xmpp.Server.Routing;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Push;

namespace Xmpp.Server.Features.Push;

/// <summary>XEP-0357: devices that are not looking are told, through their push services, that there is something.</summary>
internal sealed class PushFeature(
    IPushStore store, ISessionDirectory directory, PushCoalescing coalescing, PushOptions options, BackgroundWork background,
    TimeProvider time) : IFeature, IReceiveStage, IPlanStage
{
    public IReadOnlyList<XepReference> Specs => [new(357, "0.4.1", "Push Notifications")];

    public void Register(FeatureRegistry registry)
    {
        registry.Disco(IqTarget.Account, PushNames.Ns.NamespaceName); // §4.1
        registry.IqSet(IqTarget.Account, PushNames.Enable, EnableAsync);
        registry.IqSet(IqTarget.Account, PushNames.Disable, DisableAsync);
        registry.SubscriptionRequested.Add(OnSubscriptionRequested);
    }

    /// <summary>§8: a service that takes the right to publish away from the account is not published to any more.</summary>
    public async ValueTask<Verdict> OnReceiveAsync(StanzaContext context, CancellationToken ct)
    {
        if (context.Stanza is not Message { IsError: false } message
            || message.Child(PushNames.PubSubElement) is not { } pubSub
            || (string?)pubSub.Element(PushNames.Affiliation)?.Attribute("affiliation") != "none"
            || (string?)pubSub.Attribute("node") is not { } node)
        {
            return Verdict.Continue;
        }
        return await store.DisableAsync(context.Recipient.Bare, context.Sender, node, ct) > 0
            ? Verdict.Drop
            : Verdict.Continue;
    }

    /// <summary>Reads the finished plan; what it brings about is behind the message and never fails it.</summary>
    public ValueTask OnPlanAsync(StanzaContext context, DeliveryPlan plan, CancellationToken ct)
    {
        if (context.Stanza is not Message message || (!plan.IsStored && plan.Targets.Count == 0)
            || store.HasNone(context.Recipient.Bare) || !PushRules.IsWorth(message, context.Sender, context.Recipient.Bare, options.Rooms))
        {
            return default;
        }
        Begin(context, message, plan, ct);
        return default;
    }

    /// <summary>A session has lost its stream and waits to be resumed: what it was not seen to get is news again.</summary>
    public void OnHibernated(Session session) => Run(() => OnHibernatedAsync(session, CancellationToken.None));

    /// <summary>A room here has a message, and one who belongs to it is not inside with any device.</summary>
    public void OnMissed(Jid account, Message message)
    {
        if (message.From is { } sender && !store.HasNone(account) && PushRules.IsWorth(message, sender, account, options.Rooms))
            Run(() => OnMissedAsync(account, message, sender));
    }

    // §5
    private async ValueTask<IqReply> EnableAsync(IqRequest iq, CancellationToken ct)
    {
        if (!PushRequest.TryRead(iq.Payload, out var request))
            return StanzaError.BadRequest;
        if (request.Size > options.MaxBytes)
            return StanzaError.ResourceConstraint;
        var registration = new PushRegistration(
            request.Service, request.Node ?? "", request.Options, iq.Sender.Resource ?? "", time.GetUtcNow());
        return await store.EnableAsync(iq.Target, registration, options.MaxRegistrations, ct)
            ? IqReply.Done
            : StanzaError.ResourceConstraint;
    }

    // §6: what was not enabled is disabled, too.
    private async ValueTask<IqReply> DisableAsync(IqRequest iq, CancellationToken ct)
    {
        if (!PushRequest.TryRead(iq.Payload, out var request))
            return StanzaError.BadRequest;
        await store.DisableAsync(iq.Target, request.Service, request.Node, ct);
        return IqReply.Done;
    }

    private void Begin(StanzaContext context, Message message, DeliveryPlan plan, CancellationToken ct) =>
        Run(() => OnMessageAsync(context.Recipient.Bare, message, context.Sender, plan, ct));

    private async ValueTask OnMessageAsync(
        Jid account, Message message, Jid sender, DeliveryPlan plan, CancellationToken ct)
    {
        // First, as the plan saw them: a session that is just ending must not count as gone, for it is planned again then.
        var resources = await directory.FindAsync(account, ct);
        foreach (var registration in await store.FindAsync(account, ct))
        {
            if (PushTargets.IsDue(
                registration, resources, message.Type == MessageType.GroupChat, plan.IsStored, device => Gets(plan, device),
                options.WhileAnotherIsActive))
            {
                coalescing.Notify(account, registration, BatchOf(message, sender));
            }
        }
    }

    private async ValueTask OnHibernatedAsync(Session session, CancellationToken ct)
    {
        var registrations = await store.FindAsync(session.Account, ct);
        var device = registrations.FirstOrDefault(r => r.Resource == session.FullJid.Resource);
        if (device is null)
            return;
        foreach (var stanza in session.Management?.Unacknowledged() ?? [])
        {
            if (stanza.Stanza is Message { From: { } sender } message
                && PushRules.IsWorth(message, sender, session.Account, options.Rooms))
            {
                coalescing.Notify(session.Account, device, BatchOf(message, sender));
            }
        }
    }

    private async ValueTask OnMissedAsync(Jid account, Message message, Jid sender)
    {
        var resources = await directory.FindAsync(account, CancellationToken.None);
        foreach (var registration in await store.FindAsync(account, CancellationToken.None))
        {
            if (PushTargets.IsDue(
                registration, resources, isForOne: false, isStored: true, static _ => true, options.WhileAnotherIsActive))
            {
                coalescing.Notify(account, registration, BatchOf(message, sender));
            }
        }
    }

    private void OnSubscriptionRequested(Jid account) => Run(() => OnSubscriptionAsync(account, CancellationToken.None));

    private async ValueTask OnSubscriptionAsync(Jid account, CancellationToken ct)
    {
        var registrations = await store.FindAsync(account, ct);
        if (registrations.Count == 0)
            return;
        var resources = await directory.FindAsync(account, ct);
        foreach (var registration in registrations)
        {
            if (PushTargets.IsDue(registration, resources, isForOne: false, isStored: true, static _ => true, options.WhileAnotherIsActive))
                coalescing.Notify(account, registration, PushBatch.Subscription);
        }
    }

    // What is in memory is decided at once, in order; what has to be read from the store is not waited for.
    private void Run(Func<ValueTask> work)
    {
        var running = work();
        if (!running.IsCompletedSuccessfully)
            background.Run("push", _ => running.AsTask());
    }

    private static bool Gets(DeliveryPlan plan, Resource device) =>
        plan.Targets.Exists(r => r.SessionId == device.SessionId)
        || plan.Copies.Exists(copy => copy.Resource.SessionId == device.SessionId);

    private static PushBatch BatchOf(Message message, Jid sender) => PushBatch.Message(
        sender, PushRules.IsEncrypted(message) ? null : message.Child(XmppNames.Body)?.Value);
}
