using Xmpp.Storage;
using Xmpp.Storage.Engines;

namespace Xmpp.Server.Configuration;

/// <summary>The database and what may wait for it; the section is <c>[storage]</c>.</summary>
public sealed record DatabaseOptions
{
    private static readonly StorageOptions Defaults = new();

    public EngineKind Engine { get; init; } = EngineKind.Sqlite;

    /// <summary>
    /// Whether a start may make a new database. False where there is one: then a data directory that is empty by mistake (a
    /// volume that is not mounted) stops the start instead of showing everybody an empty server.
    /// </summary>
    public bool Create { get; init; } = true;

    /// <summary>SQLite's file; absent: <c>xmpp.db</c> in the data directory.</summary>
    [FilePath]
    public string? Path { get; init; }

    /// <summary>MySQL's connection string; it holds a password, so <c>connection_string_file</c> is the better key.</summary>
    [Secret]
    public string? ConnectionString { get; init; }

    /// <summary>Connections that read beside the writer.</summary>
    [AllowedRange(1, 256)]
    public int Readers { get; init; } = Defaults.Readers;

    /// <summary>Writes that may wait for the group commit; beyond it new work is refused.</summary>
    [AllowedRange(1, 1_000_000)]
    public int QueueLimit { get; init; } = Defaults.QueueLimit;

    /// <summary>Writes that one commit takes along at most.</summary>
    [AllowedRange(1, 10_000)]
    public int MaxBatch { get; init; } = Defaults.MaxBatch;

    /// <summary>How long a connection attempt, a statement or a lock may take.</summary>
    [AllowedDuration("100ms", "10m")]
    public TimeSpan Timeout { get; init; } = Defaults.Timeout;

    /// <summary>What the storage library takes.</summary>
    public StorageOptions ToStorageOptions(string dataDirectory) => new()
    {
        Engine = Engine,
        Path = Path ?? System.IO.Path.Combine(dataDirectory, "xmpp.db"),
        ConnectionString = ConnectionString,
        Readers = Readers,
        QueueLimit = QueueLimit,
        MaxBatch = MaxBatch,
        Timeout = Timeout,
    };

    // The connection string has a password, and a record prints its members (OPS-09).
    public override string ToString() => $"{nameof(DatabaseOptions)} {Engine}";
}
