namespace Xmpp.Server.Administration;

/// <summary>What a login over HTTP came to.</summary>
internal enum LoginOutcome
{
    Done,

    /// <summary>Wrong name, password or code; it is not told which.</summary>
    Refused,

    /// <summary>The password is right, and a one-time code is missing.</summary>
    CodeRequired,

    /// <summary>The password is right, and the account administers nothing.</summary>
    NoRole,

    /// <summary>Too many have failed, or too many passwords are being worked on.</summary>
    Busy,
}
