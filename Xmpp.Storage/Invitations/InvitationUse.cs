namespace Xmpp.Storage.Invitations;

/// <summary>What became of an attempt to use an invitation.</summary>
public enum InvitationUse
{
    Done,

    /// <summary>It is revoked or used up; nothing was written.</summary>
    Gone,

    /// <summary>The account is there already, or not where it should be; nothing was written and no use is gone.</summary>
    Conflict,
}
