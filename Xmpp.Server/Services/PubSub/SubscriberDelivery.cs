using Xmpp.Server.Routing;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Xml;

namespace Xmpp.Server.Services.PubSub;

/// <summary>
/// Brings one notification to many subscribers: encoded once, and without the way through the router for headlines to
/// accounts here, which are neither kept nor copied nor answered (RFC 6121 §8.5).
/// </summary>
internal sealed class SubscriberDelivery(
    Func<Router> router, ISessionDirectory directory, IBlockLists blockLists, HostTable hosts)
{
    /// <param name="message">From the account or service that has the node.</param>
    /// <param name="encoded">The same for all who get it, or null for a message to one.</param>
    /// <param name="to">The subscribed address (XEP-0060 §12.3).</param>
    /// <param name="ct">Cancels the way through the router.</param>
    public ValueTask SendAsync(Message message, EncodedStanza? encoded, Jid to, CancellationToken ct)
    {
        var from = message.From ?? to;
        return encoded is not null && message.Type == MessageType.Headline && to.Local is not null && hosts.Contains(to.Domain)
            ? ToAccountAsync(message, encoded, from, to, ct)
            : router().RouteAsync(new StanzaContext(message.WithTo(to), from, to, StanzaOrigin.Server), ct);
    }

    // RFC 6121 §8.5.2.1.1: to all available resources that take messages; §8.5.3.1: to the one that is named.
    private async ValueTask ToAccountAsync(
        Message message, EncodedStanza encoded, Jid from, Jid to, CancellationToken ct)
    {
        var resources = await directory.FindAsync(to.Bare, ct);
        if (resources.IsEmpty || (await blockLists.GetAsync(to.Bare, ct)).Blocks(from))
            return;
        foreach (var resource in resources)
        {
            if (to.IsFull ? resource.FullJid == to : resource is { IsAvailable: true, Priority: >= 0 })
                await directory.DeliverAsync(resource, new OutboundStanza(message, encoded, to), ct);
        }
    }
}
