using Xmpp.Server.Features.Invitations;

namespace Xmpp.Server.Commands.Control;

/// <summary>The links of a new invitation, or why there is none.</summary>
internal sealed record InviteReply(InvitationRefusal? Refusal, string? Id = null, string? Uri = null, string? Page = null, DateTimeOffset? ExpiresAt = null)
{
    // OPS-09: a record prints its members, and here is the token.
    public override string ToString() => $"{nameof(InviteReply)} {Id}";
}
