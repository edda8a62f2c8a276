namespace Xmpp.Server.Administration.Commands;

/// <summary>Names of XEP-0133.</summary>
internal static class AdminNames
{
    /// <summary>The form type; a command's node is this, a # and its word.</summary>
    public const string Admin = "http://jabber.org/protocol/admin";

    public const string AccountJid = "accountjid";
    public const string AccountJids = "accountjids";
    public const string Password = "password";
    public const string PasswordVerify = "password-verify";
    public const string MaxItems = "max_items";
    public const string Announcement = "announcement";
    public const string Motd = "motd";
    public const string BlacklistJids = "blacklistjids";
    public const string AdminJids = "adminjids";
}
