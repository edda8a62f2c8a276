namespace Xmpp.Server.Commands.Control;

/// <summary>The paths on the control socket.</summary>
internal static class ControlRoutes
{
    public const string Status = "/status";
    public const string Operations = "/operations";
    public const string Reload = "/reload";
    public const string List = "/accounts";
    public const string Reports = "/reports";
    public const string Nodes = "/nodes";
    public const string Node = "/nodes/show";
    public const string DeleteNode = "/nodes/delete";
    public const string Create = "/accounts/create";
    public const string Password = "/accounts/password";
    public const string Disabled = "/accounts/disabled";
    public const string Delete = "/accounts/delete";
    public const string Invitations = "/invitations";
    public const string Invite = "/invitations/create";
    public const string RevokeInvitation = "/invitations/revoke";
    public const string Federation = "/federation";
    public const string BlockDomain = "/federation/block";
    public const string UnblockDomain = "/federation/unblock";
    public const string ClearArchive = "/accounts/clear-archive";
    public const string Rooms = "/rooms";
    public const string ShowRoom = "/rooms/show";
    public const string DestroyRoom = "/rooms/destroy";
    public const string GrantRoom = "/rooms/grant";
}
