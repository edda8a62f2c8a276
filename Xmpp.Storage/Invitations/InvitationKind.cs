namespace Xmpp.Storage.Invitations;

/// <summary>What an invitation is good for. The numbers are stored.</summary>
public enum InvitationKind
{
    /// <summary>A new account (XEP-0445), or with one elsewhere a contact of the inviter (XEP-0379).</summary>
    Account = 1,

    /// <summary>A contact of the inviter only.</summary>
    Contact = 2,

    /// <summary>A new password for an account that there is.</summary>
    Password = 3,
}
