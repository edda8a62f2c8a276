namespace Xmpp.Server.Commands.Control;

/// <summary>One line of the list of invitations.</summary>
internal sealed record InvitationLine(
    string Id, string Owner, string Host, string Kind, string? Username, string? Label, int Uses, int MaxUses,
    DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt);
