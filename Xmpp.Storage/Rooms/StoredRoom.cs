using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.Rooms;

/// <summary>A room as it is kept, without the people it knows.</summary>
/// <param name="Jid">room@service.</param>
/// <param name="Card">Its vCard (XEP-0054) in UTF-8, or null.</param>
public sealed record StoredRoom(Jid Jid, RoomConfiguration Configuration, RoomSubject? Subject, byte[]? Card);
