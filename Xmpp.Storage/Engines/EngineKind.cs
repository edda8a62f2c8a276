namespace Xmpp.Storage.Engines;

/// <summary>The databases that can keep the rows.</summary>
public enum EngineKind
{
    Sqlite,

    /// <summary>MySQL 8 or MariaDB 10.11 and later.</summary>
    MySql,
}
