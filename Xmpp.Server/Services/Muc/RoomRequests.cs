using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Services.Muc;

/// <summary>
/// What a room does not decide from its state alone: requests from occupant to occupant (XEP-0045 §17.4), moderation
/// (XEP-0425).
/// </summary>
internal sealed class RoomRequests(
    RoomDelivery delivery, RoomModeration moderation, RoomOptions options, TimeProvider time)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);
    private readonly PendingRequests _waiting = new(options.MaxRequests, options.MaxRequestsPerAccount);

    /// <summary>Null for everything that the rules of the room decide.</summary>
    public async ValueTask<RoomOutcome?> TryHandleAsync(
        RoomState room, Stanza stanza, RoomSurroundings at, CancellationToken ct)
    {
        switch (stanza)
        {
            case Message { IsError: false, From: { } author, To.IsBare: true } message:
                return await moderation.TryRetractAsync(room, message, author, at, ct);
            case Iq { IsRequest: true, From: { } from, To: { } to, Payload: { } payload } iq:
                if (to.IsFull)
                    return TryForward(room, iq, from, to);
                return iq.Type == IqType.Set && payload.Name == MucNames.Moderate
                    ? await moderation.ModerateAsync(room, iq, payload, from, at, ct)
                    : null;
            default:
                return null;
        }
    }

    /// <summary>The request that this answers, if it does so and comes from whom it was asked.</summary>
    public RoomRequest? TryTake(Iq answer, Jid from, Jid to) => _waiting.TryTake(answer, from, to);

    /// <summary>§17.4 rule 3: neither learns the other's address.</summary>
    public ValueTask AnswerAsync(Iq answer, RoomRequest asked) => delivery.SendAsync(
        [new RoomSend(Nameless(answer).WithId(asked.Id).WithFrom(asked.TargetAs).WithTo(null), asked.Asker)],
        CancellationToken.None);

    // RFC 6120 §8.3: who has made an error, where somebody has moved to, and what a server says in words may be addresses.
    internal static Iq Nameless(Iq answer)
    {
        if (!answer.IsError || answer.Child(XmppNames.Error) is not { } error)
            return answer;
        var plain = new XElement(
            XmppNames.Error, error.Attribute(XmppNames.Type),
            error.Elements().Where(e => e.Name != XmppNames.StanzaErrors + "text")
                .Select(e => e.Name.Namespace == XmppNames.StanzaErrors ? new XElement(e.Name) : new XElement(e)));
        return new Iq(new XElement(XmppNames.Iq, plain), answer.From, answer.To, answer.Id ?? "", answer.Lang, IqType.Error);
    }

    /// <summary>Forgets those that were never answered.</summary>
    public void Expire() => _waiting.Expire(time.GetUtcNow());

    // Null where the rules have the answer: a self-ping, or somebody who is not there.
    private RoomOutcome? TryForward(RoomState room, Iq iq, Jid from, Jid to)
    {
        if (room.Occupants.Find(from) is not { } asker || room.Occupants.FindNick(to.Resource) is not { } target
            || RoomPings.IsSelfPing(room, iq, from, to))
        {
            return null;
        }
        // What is asked of an account and not of a client goes to the account, as if it were asked directly.
        var recipient = iq.Payload?.Name == RoomCard.Name ? target.Account : target.Shown.FullJid;
        var id = Guid.NewGuid().ToString("N");
        var request = new RoomRequest(iq.Id ?? "", from, asker.Jid, recipient, target.Jid, time.GetUtcNow() + s_patience);
        if (!_waiting.TryAdd(id, request))
            return RoomOutcome.Refused(room, StanzaError.ResourceConstraint);
        return RoomOutcome.Done(room, new RoomSend(iq.WithId(id).WithFrom(asker.Jid).WithTo(null), recipient));
    }
}
