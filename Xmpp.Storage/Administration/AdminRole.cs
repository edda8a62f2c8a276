namespace Xmpp.Storage.Administration;

/// <summary>How much somebody may do; each one what those before it may, too. The numbers are stored.</summary>
public enum AdminRole
{
    None = 0,

    /// <summary>Reads.</summary>
    Viewer = 1,

    /// <summary>Reads; ends sessions, deals with reports, rooms and announcements.</summary>
    Moderator = 2,

    /// <summary>Everything.</summary>
    Admin = 3,
}
