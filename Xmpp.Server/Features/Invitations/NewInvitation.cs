using Xmpp.Storage.Invitations;

namespace Xmpp.Server.Features.Invitations;

/// <summary>An invitation that was made. Its links are told once: the token is not kept.</summary>
/// <param name="Uri">For clients; null for a new password.</param>
/// <param name="Page">For browsers; null without a web server.</param>
internal sealed record NewInvitation(Invitation Invitation, string? Uri, string? Page)
{
    // OPS-09: a record prints its members, and here is the token.
    public override string ToString() => $"{nameof(NewInvitation)} {Invitation.Id}";
}
