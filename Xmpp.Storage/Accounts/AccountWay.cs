namespace Xmpp.Storage.Accounts;

/// <summary>By what an account was made. The numbers are stored.</summary>
public enum AccountWay
{
    /// <summary>By an administrator: command line, page, API, or command of a client.</summary>
    Operator = 1,

    /// <summary>In-band registration (XEP-0077).</summary>
    InBand = 2,

    /// <summary>By the link of an invitation (XEP-0401).</summary>
    Invitation = 3,

    /// <summary>From another server's data.</summary>
    Import = 4,
}
