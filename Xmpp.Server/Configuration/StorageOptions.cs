namespace Xmpp.Server.Configuration;

/// <summary>The database and what may wait for it.</summary>
public sealed record StorageOptions
{
    public StorageEngine Engine { get; init; } = StorageEngine.Sqlite;

    /// <summary>SQLite's file; absent: <c>xmpp.sqlite</c> in the data directory.</summary>
    [FilePath]
    public string? Path { get; init; }

    /// <summary>MySQL's connection string; it holds a password, so <c>connection_string_file</c> is the better key.</summary>
    [Secret]
    public string? ConnectionString { get; init; }

    /// <summary>Writes that may wait for the group commit; beyond it new work is refused (DESIGN §5).</summary>
    [AllowedRange(1, 1_000_000)]
    public int QueuedWrites { get; init; } = 10_000;

    /// <summary>Writes that one commit takes along at most.</summary>
    [AllowedRange(1, 10_000)]
    public int WritesPerCommit { get; init; } = 200;

    /// <summary>Connections that read beside the writer.</summary>
    [AllowedRange(1, 256)]
    public int Readers { get; init; } = 4;

    /// <summary>A query that takes longer has failed.</summary>
    [AllowedDuration("100ms", "10m")]
    public TimeSpan QueryTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
