using Xmpp.Server.Configuration;

namespace Xmpp.Server.Services.Muc;

/// <summary>What a room needs to know of the world to decide.</summary>
/// <param name="Now">The time.</param>
/// <param name="Options">What the operator allows.</param>
/// <param name="Ids">Makes occupant ids.</param>
/// <param name="MayCreate">The sender may have one more room.</param>
internal readonly record struct RoomSurroundings(
    DateTimeOffset Now, RoomOptions Options, OccupantIds Ids, bool MayCreate = true);
