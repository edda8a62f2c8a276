namespace Xmpp.Storage.Rooms;

/// <summary>A room with the people it knows.</summary>
public sealed record LoadedRoom(StoredRoom Room, IReadOnlyList<RoomAffiliation> Affiliations)
{
    /// <summary>Who wears hats there.</summary>
    public IReadOnlyList<HatWearer> Wearers { get; init; } = [];
}
