namespace Xmpp.Server.Commands.Control;

/// <summary>What the command line can do with invitations, in the running server or on its storage.</summary>
internal interface IInvitationControl : IAsyncDisposable
{
    Task<InviteReply> InviteAsync(InviteRequest request, CancellationToken ct);

    /// <summary>The newest invitations, the newest first.</summary>
    Task<IReadOnlyList<InvitationLine>> ListInvitationsAsync(int limit, CancellationToken ct);

    /// <summary>False if there is none with that id.</summary>
    Task<bool> RevokeInvitationAsync(string id, CancellationToken ct);
}
