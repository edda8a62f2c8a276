using Xmpp.Server.Configuration;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Services.Muc;

/// <summary>What a room needs to know of the world to decide.</summary>
/// <param name="Now">The time.</param>
/// <param name="Options">What the operator allows.</param>
/// <param name="Ids">Makes occupant ids.</param>
/// <param name="MayCreate">The sender may have one more room.</param>
/// <param name="RoomDomains">Where rooms of this server are.</param>
internal readonly record struct RoomSurroundings(
    DateTimeOffset Now, RoomOptions Options, OccupantIds Ids, bool MayCreate = true,
    IReadOnlySet<string>? RoomDomains = null)
{
    /// <summary>It names a room or somebody in one: that is nobody who could come in.</summary>
    public bool IsOfRooms(Jid jid) => RoomDomains?.Contains(jid.Domain) == true;
}
