using Xmpp.Storage.Engines;

namespace Xmpp.Storage;

/// <summary>Where the rows are, and the limits on waiting for them.</summary>
public sealed record StorageOptions
{
    public EngineKind Engine { get; init; } = EngineKind.Sqlite;

    /// <summary>SQLite: the database file, or <c>:memory:</c>.</summary>
    public string Path { get; init; } = "data/xmpp.db";

    /// <summary>MySQL or MariaDB: as MySqlConnector reads it. Holds a password, so it is never logged.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>Connections that read beside the writer.</summary>
    public int Readers { get; init; } = 4;

    /// <summary>Writes that may wait; one more fails at once as <see cref="StorageErrorKind.Overloaded"/>.</summary>
    public int QueueLimit { get; init; } = 10_000;

    /// <summary>Writes committed together at most.</summary>
    public int MaxBatch { get; init; } = 512;

    /// <summary>How long a connection attempt, a statement or a lock may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    // The connection string has a password, and a record prints its members (OPS-09).
    public override string ToString() => $"{nameof(StorageOptions)} {Engine}";
}
