namespace Xmpp.Server.Configuration;

/// <summary>Where rows are kept.</summary>
public enum StorageEngine
{
    [OptionName("sqlite")]
    Sqlite,

    /// <summary>MySQL 8 or MariaDB 10.11 and newer.</summary>
    [OptionName("mysql")]
    MySql,
}
