using Xmpp.Server.Features.EntityCaps;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Features.Pep;

/// <summary>A resource that may want notifications.</summary>
/// <param name="FullJid">Its address.</param>
/// <param name="Resource">Its record, if it is connected here.</param>
/// <param name="Caps">What its presence said of its capabilities.</param>
/// <param name="Arrival">Since when it is there; null if that was before this server started.</param>
internal sealed record PepClient(Jid FullJid, Resource? Resource, CapsKey Caps, Arrival? Arrival)
{
    /// <summary>A resource here, if it is available and its presence names capabilities.</summary>
    public static PepClient? Of(Resource resource) =>
        resource.LastPresence is { } presence && CapsKey.Of(presence, resource.FullJid) is { } caps
            ? new PepClient(resource.FullJid, resource, caps, resource.Arrival)
            : null;
}
