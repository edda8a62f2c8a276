namespace Xmpp.Server.Features.Invitations;

/// <summary>What became of an attempt to use an invitation.</summary>
internal enum RegistrationOutcome
{
    Done,

    /// <summary>The invitation is revoked or used up meanwhile.</summary>
    Gone,

    /// <summary>The name is somebody's, or reserved.</summary>
    NameTaken,

    /// <summary>The invitation is for another name.</summary>
    WrongName,

    /// <summary>The password is empty or cannot be prepared (RFC 4013).</summary>
    BadPassword,

    /// <summary>This address has made as many accounts as it may.</summary>
    TooMany,

    /// <summary>Too many passwords are being hashed (cases ABU-09).</summary>
    Busy,
}
