using Xmpp.Server.Routing;
using Xmpp.Server.Services.PubSub;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Payloads;

namespace Xmpp.Server.Features.Pep;

/// <summary>
/// The form by which an owner lets somebody subscribe to a node of an account (XEP-0060 §8.6). It is sent to the account, as its
/// request came from there, and meant for the server: no resource gets it, and it is in no archive.
/// </summary>
internal sealed class PepApprovals(PepScopes scopes, SubscriptionRequests pending) : IReceiveStage
{
    public async ValueTask<Verdict> OnReceiveAsync(StanzaContext context, CancellationToken ct) =>
        context is { Stanza: Message { IsError: false } message, Recipient.IsBare: true }
        && (string?)message.Child(DataFormNames.X)?.Attribute(DataFormNames.Type) is "submit" or "cancel"
        && await pending.TryHandleAsync(scopes.Of(context.Recipient), message, context.Sender, ct)
            ? Verdict.Drop
            : Verdict.Continue;
}
