using Xmpp.Stanzas.Core;

namespace Xmpp.Server.Routing;

/// <summary>The way to domains that are not ours (RFC 6120 §10.4).</summary>
internal interface IRemoteRouter
{
    /// <summary>Takes the stanza over, or says why it cannot be delivered.</summary>
    ValueTask<StanzaError?> RouteAsync(Stanza stanza, CancellationToken ct);
}
