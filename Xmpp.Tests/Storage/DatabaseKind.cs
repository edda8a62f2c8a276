namespace Xmpp.Tests.Storage;

/// <summary>The databases that every contract runs on.</summary>
public enum DatabaseKind
{
    SqliteMemory,
    SqliteFile,
    MariaDb,
}
