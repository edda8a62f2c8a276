namespace Xmpp.Server.Routing;

/// <summary>Who may ask an account's server something; the others get what an unknown request gets (cases RTE-08).</summary>
internal enum IqAccess
{
    /// <summary>Only the account itself.</summary>
    Owner,

    /// <summary>The account, and those who may see its presence (RFC 6121 §8.5.3.1).</summary>
    PresenceSubscribers,

    Anyone,
}
