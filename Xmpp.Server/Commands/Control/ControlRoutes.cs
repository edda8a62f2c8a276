namespace Xmpp.Server.Commands.Control;

/// <summary>The paths on the control socket.</summary>
internal static class ControlRoutes
{
    public const string Status = "/status";
    public const string Operations = "/operations";
}
