namespace Xmpp.Server.Configuration;

/// <summary>Who may bring new accounts here by an invitation (XEP-0401).</summary>
public enum InvitationCreators
{
    Admins,

    /// <summary>Every account of this server.</summary>
    Everybody,

    /// <summary>Only the operator, by the command line.</summary>
    Nobody,
}
