using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.Rooms;

/// <summary>A room in a list.</summary>
/// <param name="Name">Its name for people, or empty.</param>
/// <param name="IsListed">Anybody may find it.</param>
public sealed record ListedRoom(Jid Jid, string Name, bool IsListed);
