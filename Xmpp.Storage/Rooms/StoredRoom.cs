using System.Collections.Immutable;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.Rooms;

/// <summary>A room as it is kept, without the people it knows.</summary>
/// <param name="Jid">room@service.</param>
/// <param name="Card">Its vCard (XEP-0054) in UTF-8, or null.</param>
public sealed record StoredRoom(Jid Jid, RoomConfiguration Configuration, RoomSubject? Subject, byte[]? Card)
{
    /// <summary>The hats that it has (XEP-0317), in the order in which they were made.</summary>
    public ImmutableList<RoomHat> Hats { get; init; } = [];
}
