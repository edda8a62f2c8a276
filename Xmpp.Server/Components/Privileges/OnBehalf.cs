using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Components.Privileges;

/// <summary>Sends a stanza in an account's name, on the way of what the account's own sessions send.</summary>
internal sealed class OnBehalf(StanzaPath path, Router router, TimeProvider time)
{
    /// <summary>Completes when it is delivered or durably stored; an error is why it could not be sent.</summary>
    /// <param name="stanza">From the account's bare JID.</param>
    /// <param name="account">That JID.</param>
    /// <param name="by">The component.</param>
    /// <param name="to">Its 'to', or the account where it has none (RFC 6120 §10.3).</param>
    /// <param name="ct">Cancels before it is on its way.</param>
    public async ValueTask<StanzaError?> SendAsync(Stanza stanza, Jid account, Jid by, Jid to, CancellationToken ct)
    {
        var context = new StanzaContext(stanza, account, to, StanzaOrigin.LocalSession)
        {
            ReceivedAt = time.GetUtcNow(),
            SentBy = by,
        };
        Verdict verdict;
        try
        {
            verdict = await path.OnSendAsync(context, ct);
        }
#pragma warning disable CA1031 // as in Router: a fault is the sender's answer, not the end of his stream
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            verdict = Verdict.Reject(router.OnException(e, stanza.Kind));
        }
        if (verdict.Stops)
        {
            context.EndTurns();
            return verdict.Error;
        }
        await router.RouteAsync(context, ct);
        return null;
    }
}
