namespace Xmpp.Storage;

/// <summary>Why storage did not do what it was asked; the server chooses its stanza error from this.</summary>
public enum StorageErrorKind
{
    /// <summary>The database cannot be reached, answers too late or was locked too long: try again.</summary>
    Unavailable,

    /// <summary>More work is waiting than is allowed; nothing was tried: try again.</summary>
    Overloaded,

    /// <summary>No room on the disk; nothing was stored.</summary>
    DiskFull,

    /// <summary>The database says of itself that it is damaged.</summary>
    Corrupt,

    /// <summary>The schema is not one this program can work with; only at start.</summary>
    Schema,

    /// <summary>The database refused the statement: a fault of the program.</summary>
    Failed,
}
