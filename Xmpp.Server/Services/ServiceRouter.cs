using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;

namespace Xmpp.Server.Services;

/// <summary>Brings stanzas to the services of this server; all other domains are the business of the next router.</summary>
internal sealed class ServiceRouter(ServiceDirectory services, IRemoteRouter next) : IRemoteRouter
{
    public ValueTask<StanzaError?> RouteAsync(Stanza stanza, CancellationToken ct) =>
        stanza.To is { } to && services.TryGet(to.Domain, out var service)
            ? service.HandleAsync(stanza, ct)
            : next.RouteAsync(stanza, ct);
}
