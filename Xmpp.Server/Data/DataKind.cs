namespace Xmpp.Server.Data;

/// <summary>What data consists of: how reports count, and what can be left out.</summary>
internal enum DataKind
{
    Accounts,
    Passwords,
    Roster,
    Requests,
    VCard,
    Private,
    Blocked,
    Nodes,
    Items,
    Offline,
    Archive,
    Preferences,
    LastActivity,
    Push,
    Rooms,
}
