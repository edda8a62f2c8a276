namespace Xmpp.Server.Commands.Control;

/// <summary>What the operator is told of a room.</summary>
internal sealed record RoomDetails(
    string Jid, string Name, bool IsPersistent, bool IsPublic, bool IsMembersOnly, int Occupants,
    IReadOnlyList<string> Owners, IReadOnlyList<string> Admins, int Members, int Outcasts);
