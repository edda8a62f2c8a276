namespace Xmpp.Server.Commands.Control;

/// <summary>What a command about a room came to.</summary>
/// <param name="IsFound">There is such a room.</param>
/// <param name="Room">The room, for who asked for it.</param>
internal sealed record RoomReply(bool IsFound, RoomDetails? Room = null);
