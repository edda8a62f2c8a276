using System.Collections.Frozen;
using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Routing;

/// <summary>Who answers which IQ request: by type, target and the name of the payload.</summary>
internal sealed class IqTable(
    FrozenDictionary<(IqType, IqTarget, XName), IqHandler> handlers, IPresenceAccess presence, IDelegatedIqs? delegated)
{
    public async ValueTask<IqReply> AnswerAsync(
        Iq iq, Jid sender, Jid sentBy, Jid recipient, IqTarget target, CancellationToken ct)
    {
        // RFC 6120 §8.2.3 rule 4: exactly one child element.
        if (iq.Payload is not { } payload)
            return StanzaError.BadRequest;
        var request = new IqRequest(iq, payload, sender, recipient) { SentBy = sentBy };
        if (delegated is not null && await delegated.AskAsync(request, sentBy, ct) is { } reply)
            return reply;
        if (!handlers.TryGetValue((iq.Type, target, payload.Name), out var handler))
            return StanzaError.ServiceUnavailable;
        if (target == IqTarget.Account && !await MayAskAsync(request, handler.Access, ct))
            return StanzaError.ServiceUnavailable;
        return await handler.HandleAsync(request, ct);
    }

    private ValueTask<bool> MayAskAsync(IqRequest request, IqAccess access, CancellationToken ct)
    {
        if (request.IsFromOwner || access == IqAccess.Anyone)
            return new ValueTask<bool>(true);
        return access == IqAccess.PresenceSubscribers
            ? presence.MaySeeAsync(request.Target, request.Sender, ct)
            : new ValueTask<bool>(false);
    }
}
