using Xmpp.Server.Routing;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Xml;

namespace Xmpp.Server.Features.Pep;

/// <summary>Brings a notification to one resource, here or elsewhere (XEP-0163 §4.3.1: to the full JID).</summary>
internal sealed class PepDelivery(ISessionDirectory directory, Func<Router> router)
{
    /// <param name="message">From the account that has the node, without 'to'.</param>
    /// <param name="encoded">The same for all who get it.</param>
    /// <param name="client">Who gets it.</param>
    /// <param name="ct">Cancels the routing to another server.</param>
    public async ValueTask SendAsync(Message message, EncodedStanza encoded, PepClient client, CancellationToken ct)
    {
        if (client.Resource is { } resource)
        {
            await directory.DeliverAsync(resource, new OutboundStanza(message, encoded, client.FullJid), ct);
            return;
        }
        var from = message.From ?? client.FullJid;
        await router().RouteAsync(
            new StanzaContext(message.WithTo(client.FullJid), from, client.FullJid, StanzaOrigin.Server), ct);
    }

    public ValueTask SendAsync(Message message, PepClient client, CancellationToken ct) =>
        SendAsync(message, new EncodedStanza(message), client, ct);
}
