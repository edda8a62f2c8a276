using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Xml;

namespace Xmpp.Server.Services.Muc;

/// <summary>Brings what a room sends to its occupants, in order; a stanza for many is encoded once.</summary>
internal sealed class RoomDelivery(Func<Router> router, RoomMetrics metrics, TimeProvider time)
{
    public async ValueTask SendAsync(IReadOnlyList<RoomSend> sends, CancellationToken ct)
    {
        if (sends.Count == 0)
            return;
        var began = time.GetTimestamp();
        var copies = 0;
        foreach (var send in sends)
        {
            copies += send.To.Length;
            if (send.To.Length == 1)
                await SendAsync(send.Stanza, send.To[0], null, ct);
            else
                await SendToManyAsync(send, ct);
        }
        metrics.Sent(copies, time.GetElapsedTime(began));
    }

    private async ValueTask SendToManyAsync(RoomSend send, CancellationToken ct)
    {
        var encoded = new EncodedStanza(send.Stanza);
        foreach (var to in send.To)
            await SendAsync(send.Stanza, to, encoded, ct);
    }

    private ValueTask SendAsync(Stanza stanza, Jid to, EncodedStanza? encoded, CancellationToken ct) =>
        stanza.From is { } from
            ? router().RouteAsync(
                new StanzaContext(stanza.WithTo(to), from, to, StanzaOrigin.Server)
                {
                    ReceivedAt = time.GetUtcNow(),
                    Encoded = encoded,
                },
                ct)
            : default;
}
