using Xmpp.Server.Routing;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;

namespace Xmpp.Server.Components;

/// <summary>Brings stanzas to the domains of components; all other domains are the business of the next router.</summary>
internal sealed class ComponentRouter(ComponentDirectory components, IRemoteRouter next) : IRemoteRouter
{
    public ValueTask<StanzaError?> RouteAsync(Stanza stanza, CancellationToken ct) =>
        stanza.To is { } to && components.Contains(to.Domain)
            ? new ValueTask<StanzaError?>(ToComponent(stanza, to.Domain))
            : next.RouteAsync(stanza, ct);

    private StanzaError? ToComponent(Stanza stanza, string domain) =>
        components.Find(domain)?.Post(new OutboundStanza(stanza)) switch
        {
            HandOver.Taken => null,
            HandOver.Full => StanzaError.ResourceConstraint, // it does not read, and is let go (cases ABU-06)
            // RFC 6120 §8.3.3.16, cases S2S-12: the service is known and away. Of type wait: it may be tried again.
            _ => StanzaError.RemoteServerTimeout,
        };
}
