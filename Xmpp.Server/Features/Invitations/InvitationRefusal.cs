namespace Xmpp.Server.Features.Invitations;

/// <summary>Why an invitation is not made.</summary>
internal enum InvitationRefusal
{
    /// <summary>This server does not answer for the host.</summary>
    NotHosted,

    /// <summary>This account may not make such an invitation.</summary>
    NotAllowed,

    /// <summary>The name is no localpart.</summary>
    BadName,

    /// <summary>The name is an account's, or reserved.</summary>
    NameTaken,

    /// <summary>A new password for an account that is not there.</summary>
    NoSuchAccount,

    /// <summary>Fewer uses than one, or more than the configuration allows, or several for one name.</summary>
    BadUses,

    /// <summary>A group or a label that is too long, a room that is none of ours.</summary>
    BadDetails,

    /// <summary>The account has made as many as it may today.</summary>
    TooMany,
}
