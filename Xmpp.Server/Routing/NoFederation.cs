using Xmpp.Stanzas.Core;

namespace Xmpp.Server.Routing;

/// <summary>A server without outgoing streams: RFC 6120 §10.4.3, no other server can be reached.</summary>
internal sealed class NoFederation : IRemoteRouter
{
    public ValueTask<StanzaError?> RouteAsync(Stanza stanza, CancellationToken ct) => new(StanzaError.RemoteServerNotFound);
}
