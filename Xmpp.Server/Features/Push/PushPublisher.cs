using Microsoft.Extensions.Logging;
using Xmpp.Server.Configuration;
using Xmpp.Server.Observability;
using Xmpp.Server.Roster;
using Xmpp.Server.Routing;
using Xmpp.Server.Sessions;
using Xmpp.Server.Streams;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Push;

namespace Xmpp.Server.Features.Push;

/// <summary>Publishes to push services (XEP-0357 §7) and learns from their answers (§7.1), all of it behind the message.</summary>
internal sealed class PushPublisher(
    IPushStore store, ISessionDirectory directory, Func<Router> router, SentIqs sent, Rosters rosters, PushOptions options,
    ServerMetrics metrics, BackgroundWork background, TimeProvider time, ILogger logger)
{
    private readonly PushRetries _retries = new(options, time);

    /// <summary>Any thread; never waits.</summary>
    public void Publish(Jid account, PushRegistration registration, PushBatch batch) =>
        background.Run("push", ct => PublishAsync(account, registration, batch, ct));

    private async Task PublishAsync(Jid account, PushRegistration registration, PushBatch batch, CancellationToken ct)
    {
        batch = _retries.TakeWith(account, registration, batch);
        var pending = batch.HasSubscription ? (await rosters.GetAsync(account, ct)).Snapshot.Requests.Length : 0;
        var host = Jid.Parse(account.Domain);
        var iq = new Iq(
            IqType.Set, StreamIds.New(), host, registration.Service,
            PushElements.Publish(registration, batch, pending, options));
        var isNoted = sent.TryAdd(iq.Id ?? "", registration.Service, options.AnswerTimeout, answer =>
            background.Run("push answer", token => OnAnswerAsync(account, registration, batch, answer, token)));
        if (!isNoted)
        {
            metrics.Push(PushOutcome.Dropped);
            _retries.Forget(account, registration);
            return;
        }
        await router().RouteAsync(new StanzaContext(iq, host, registration.Service, StanzaOrigin.Server), ct);
    }

    private async Task OnAnswerAsync(
        Jid account, PushRegistration registration, PushBatch batch, Iq? answer, CancellationToken ct)
    {
        if (answer is { IsError: false })
        {
            metrics.Push(PushOutcome.Accepted);
            _retries.Worked(account, registration);
            if (registration.FailingSince is not null)
                await store.SetFailingAsync(account, registration, null, ct);
            return;
        }
        var condition = answer is null ? "no answer" : PushErrors.ConditionOf(answer);
        var now = time.GetUtcNow();
        if ((answer is not null && PushErrors.IsFinal(answer)) || now - registration.FailingSince >= options.GiveUpAfter)
        {
            metrics.Push(PushOutcome.Disabled);
            _retries.Forget(account, registration);
            if (await store.RemoveAsync(account, registration, ct) > 0)
                logger.PushDisabled(account, registration.Service, condition);
            return;
        }
        metrics.Push(PushOutcome.Failed);
        logger.PushFailed(account, registration.Service, condition);
        _retries.TryAdd(account, registration, batch, failed =>
            background.Run("push again", token => PublishAgainAsync(account, registration, failed, token)));
        if (registration.FailingSince is null)
            await store.SetFailingAsync(account, registration, now, ct);
    }

    // As at the end of an interval: the device may have come, or has disabled it (XEP-0357 §6: MUST NOT publish then).
    private async Task PublishAgainAsync(Jid account, PushRegistration failed, PushBatch batch, CancellationToken ct)
    {
        var resources = await directory.FindAsync(account, ct);
        foreach (var registration in await store.FindAsync(account, ct))
        {
            if (registration.Service == failed.Service && registration.Node == failed.Node
                && PushTargets.Sleeps(registration, resources))
            {
                metrics.Push(PushOutcome.Retried);
                await PublishAsync(account, registration, batch, ct);
                return;
            }
        }
        _retries.Forget(account, failed);
    }
}
