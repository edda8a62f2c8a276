namespace Xmpp.Server.Commands.Control;

/// <summary>One line of the list of rooms.</summary>
internal sealed record RoomLine(string Jid, string Name, bool IsPublic);
