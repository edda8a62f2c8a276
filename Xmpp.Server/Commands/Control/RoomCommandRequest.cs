namespace Xmpp.Server.Commands.Control;

/// <summary>A command about a room, on its way through the control socket.</summary>
internal sealed record RoomCommandRequest(string Jid, string? Reason = null, string? Account = null, string? Affiliation = null);
