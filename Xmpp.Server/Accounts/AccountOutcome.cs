namespace Xmpp.Server.Accounts;

/// <summary>What became of a request about an account.</summary>
internal enum AccountOutcome
{
    Done,

    /// <summary>There is an account with that address already.</summary>
    Exists,

    /// <summary>It was an account that has been deleted, and its name is kept for a time.</summary>
    Kept,

    /// <summary>There is no account with that address.</summary>
    NotFound,

    /// <summary>This server does not answer for that domain, or the address is no account's (no localpart, a resource).</summary>
    NotHosted,

    /// <summary>The password is empty or cannot be prepared (RFC 4013).</summary>
    BadPassword,

    /// <summary>The invitation is revoked or used up.</summary>
    NotInvited,

    /// <summary>Too many passwords are being hashed (cases ABU-09).</summary>
    Busy,
}
