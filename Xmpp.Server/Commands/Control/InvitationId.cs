namespace Xmpp.Server.Commands.Control;

/// <summary>Which invitation shall be revoked.</summary>
internal sealed record InvitationId(string Id);
