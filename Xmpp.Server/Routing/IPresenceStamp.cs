using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Routing;

/// <summary>Completes what sessions say of their presence, before anybody gets it.</summary>
internal interface IPresenceStamp
{
    /// <summary>The presence to send in its place; the same one where there is nothing to add.</summary>
    ValueTask<Presence> StampAsync(Jid account, Presence presence, CancellationToken ct);
}
