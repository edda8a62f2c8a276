using Microsoft.Extensions.Logging;
using Xmpp.Server.Observability;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage;

namespace Xmpp.Server.Routing;

/// <summary>Brings a stanza to whoever its 'to' names (RFC 6120 §10): a host, an account here, another server.</summary>
internal sealed partial class Router(
    HostTable hosts, IqTable iqs, LocalDelivery local, IRemoteRouter remote, SentIqs sent, SentIqs componentRequests,
    BackgroundWork background, ServerMetrics metrics, ILogger<Router> logger)
{
    private static readonly TimeSpan s_retryDelay = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Routes; what must be stored is durable when the task completes. A stanza that cannot be delivered is answered
    /// with an error, unless it is itself one: nothing is thrown.
    /// </summary>
    public async ValueTask RouteAsync(StanzaContext context, CancellationToken ct)
    {
        StanzaError? error;
        try
        {
            error = await DispatchAsync(context, ct);
            await local.CommitAsync(context, ct); // also what was refused was sent: the sender's own devices show it
        }
#pragma warning disable CA1031 // the one place that answers for a bug in a feature: the sender gets an error, nobody else notices
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            error = OnException(e, context.Stanza.Kind);
        }
        finally
        {
            context.EndTurns();
        }
        if (!context.IsPutOff)
            await SettleAsync(context, error, ct);
    }

    /// <summary>
    /// Routes once more what a session was to get and did not: RFC 6121 §8.5.3.2 decides as for any stanza to a resource
    /// that is gone. A message says when it was first on its way (XEP-0203; cases SM-06).
    /// </summary>
    /// <param name="context">What was on its way.</param>
    /// <param name="onOutage">Called when the database is away and it has to be tried again: nobody should wait for it.</param>
    /// <param name="olderFirst">Called when a session that was to get it now is over as well: what is older than it goes first.</param>
    /// <param name="ct">Ends the attempts.</param>
    public async ValueTask RouteAgainAsync(
        StanzaContext context, Action onOutage, Func<CancellationToken, Task> olderFirst, CancellationToken ct)
    {
        var stanza = context.Stanza;
        var host = Jid.Parse(context.Recipient.Domain);
        if (stanza is Message { IsError: false } && !Delay.Has(stanza, host))
            stanza = stanza.WithChild(Delay.ToElement(context.ReceivedAt, host));
        while (!await TryRouteAgainAsync(context, stanza, olderFirst, ct))
        {
            onOutage();
            await Task.Delay(s_retryDelay, ct);
        }
    }

    // False when the database is away. The sender has been told that we have it, so it is tried until it is stored; if the
    // server ends before, the mark says that it is still under way.
    private async ValueTask<bool> TryRouteAgainAsync(
        StanzaContext context, Stanza stanza, Func<CancellationToken, Task> olderFirst, CancellationToken ct)
    {
        var again = new StanzaContext(stanza, context.Sender, context.Recipient, context.Origin)
        {
            ReceivedAt = context.ReceivedAt,
            RecipientArchiveId = context.RecipientArchiveId,
            IsRedelivery = true,
            Mark = context.Mark,
            Place = context.Place,
            OlderFirst = olderFirst,
        };
        StanzaError? error;
        try
        {
            error = await DispatchAsync(again, ct);
        }
        catch (StorageException e) when (stanza is Message)
        {
            LogRetried(e.Kind);
            return false;
        }
#pragma warning disable CA1031 // as in RouteAsync
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            error = OnException(e, stanza.Kind);
        }
        await SettleAsync(again, error, ct);
        return true;
    }

    /// <summary>What there is to do when a stanza has been handed over, stored or refused: its sender is told of an error.</summary>
    public ValueTask SettleAsync(StanzaContext context, StanzaError? error, CancellationToken ct)
    {
        if (!context.IsHandedOver)
            context.Mark?.Settle(); // stored, refused, or nobody's
        return error is null ? default : BounceAsync(context.Stanza, context.Sender, error, ct);
    }

    /// <summary>Runs something that handles a stanza outside of routing, with the same answer to a failure.</summary>
    public async ValueTask<StanzaError?> GuardAsync(
        Func<CancellationToken, ValueTask<StanzaError?>> handle, StanzaKind kind, CancellationToken ct)
    {
        try
        {
            return await handle(ct);
        }
#pragma warning disable CA1031 // as in RouteAsync
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            return OnException(e, kind);
        }
    }

    /// <summary>
    /// Sends an error back, from the address that the stanza was for. RFC 6120 §8.3.1 rule 8, §8.2.3 rule 4: never in
    /// answer to an error or an IQ result.
    /// </summary>
    public async ValueTask BounceAsync(Stanza stanza, Jid sender, StanzaError error, CancellationToken ct)
    {
        if (StanzaReply.Error(stanza, error) is not { } reply)
            return;
        metrics.Routed(RoutingOutcome.Bounced);
        var context = new StanzaContext(reply, stanza.To ?? sender.Bare, sender, StanzaOrigin.Server) { Answered = stanza };
        await RouteAsync(context, ct);
    }

    /// <summary>The stanza error for a fault of the store (cases OPS-02).</summary>
    public static StanzaError ErrorOf(StorageException e) => e.Kind switch
    {
        // RFC 6120 §8.3.3.18: the server is busy or lacks what it takes; §8.3.3.6 else. Both may be tried again.
        StorageErrorKind.Overloaded or StorageErrorKind.DiskFull => StanzaError.ResourceConstraint,
        _ => StanzaError.InternalServerError,
    };

    private ValueTask<StanzaError?> DispatchAsync(StanzaContext context, CancellationToken ct)
    {
        var to = context.Recipient;
        if (!hosts.Contains(to.Domain))
            return ToRemoteAsync(context, ct);
        if (to.Local is null)
            return ToHostAsync(context, ct);
        if (context.Stanza is Iq { IsRequest: true } && to.IsBare)
            return AnswerAsync(context, IqTarget.Account, ct); // RFC 6121 §8.5.2.1.3: never delivered to a client
        if (context.Stanza is Iq answer && to.IsBare)
        {
            OnAnswer(answer, context.Sender); // to what the server has asked on behalf of the account
            return default;
        }
        return local.DeliverAsync(context, this, ct);
    }

    private async ValueTask<StanzaError?> ToRemoteAsync(StanzaContext context, CancellationToken ct)
    {
        await local.CommitAsync(context, ct);
        return await remote.RouteAsync(context.Stanza, ct);
    }

    private ValueTask<StanzaError?> ToHostAsync(StanzaContext context, CancellationToken ct)
    {
        // RFC 6120 §10.5.1: an IQ is answered; messages and presence to a bare domain have no one to go to.
        if (context.Stanza is Iq { IsRequest: true })
        {
            return context.Recipient.IsBare
                ? AnswerAsync(context, IqTarget.Server, ct)
                : new ValueTask<StanzaError?>(StanzaError.ServiceUnavailable);
        }
        if (context.Stanza is Iq answer)
            OnAnswer(answer, context.Sender);
        return new ValueTask<StanzaError?>(context.Stanza is Message ? StanzaError.ServiceUnavailable : null);
    }

    private async ValueTask<StanzaError?> AnswerAsync(StanzaContext context, IqTarget target, CancellationToken ct)
    {
        var verdict = await local.MayReceiveAsync(context, ct);
        if (verdict.Stops)
            return verdict.Error;
        return await AnswerAsync(context, context.Sender, target, ct);
    }

    private void OnAnswer(Iq answer, Jid sender)
    {
        sent.OnAnswer(answer, sender);
        componentRequests.OnAnswer(answer, sender);
    }

    /// <summary>
    /// Answers a request to an account as if the account had made it; the answer is for the sender. Whether he may has
    /// been looked at.
    /// </summary>
    public async ValueTask AnswerAsOwnerAsync(Iq iq, Jid sender, Jid account, CancellationToken ct)
    {
        var context = new StanzaContext(iq, sender, account, StanzaOrigin.RemoteServer);
        var error = await GuardAsync(token => AnswerAsync(context, account, IqTarget.Account, token), StanzaKind.Iq, ct);
        if (error is not null)
            await BounceAsync(iq, sender, error, ct);
    }

    private async ValueTask<StanzaError?> AnswerAsync(StanzaContext context, Jid asker, IqTarget target, CancellationToken ct)
    {
        metrics.Routed(RoutingOutcome.Answered);
        var iq = (Iq)context.Stanza;
        var reply = await iqs.AnswerAsync(iq, asker, context.SentBy ?? context.Sender, context.Recipient, target, ct);
        if (reply.Begin is not { } begin)
            return await SendAnswerAsync(context, iq, reply, ct);
        begin(late => background.Run("late answer", async token =>
        {
            var error = await GuardAsync(inner => SendAnswerAsync(context, iq, late, inner), StanzaKind.Iq, token);
            if (error is not null)
                await BounceAsync(iq, context.Sender, error, token);
        }));
        return null;
    }

    private async ValueTask<StanzaError?> SendAnswerAsync(StanzaContext context, Iq iq, IqReply reply, CancellationToken ct)
    {
        if (reply.Error is { } error)
            return error;
        var result = StanzaReply.Result(iq, context.Sender, reply.Payload);
        await RouteAsync(new StanzaContext(result, context.Recipient, context.Sender, StanzaOrigin.Server), ct);
        if (reply.Then is { } then)
            await then(ct);
        return null;
    }

    /// <summary>Logs a failure, and says what the sender is told.</summary>
    public StanzaError OnException(Exception e, StanzaKind kind)
    {
        if (e is StorageException storage)
        {
            LogStorage(e, kind);
            return ErrorOf(storage);
        }
        LogFailed(e, kind);
        return StanzaError.InternalServerError;
    }

    [LoggerMessage(Level = LogLevel.Error, EventName = "stanza-not-stored",
        Message = "storage failed while a {Kind} was handled")]
    private partial void LogStorage(Exception e, StanzaKind kind);

    [LoggerMessage(Level = LogLevel.Debug, EventName = "message-waits",
        Message = "a message waits to be stored: {Kind}")]
    private partial void LogRetried(StorageErrorKind kind);

    [LoggerMessage(Level = LogLevel.Error, EventName = "stanza-failed", Message = "a {Kind} could not be handled")]
    private partial void LogFailed(Exception e, StanzaKind kind);
}
