namespace Xmpp.Storage.Invitations;

/// <summary>What became of a new invitation.</summary>
public enum InvitationAdded
{
    Done,

    /// <summary>Its name is an account's, or reserved by another invitation.</summary>
    NameTaken,

    /// <summary>Its owner has made as many as he may in that time.</summary>
    TooMany,
}
