namespace Xmpp.Server.Data.Import;

/// <summary>What an import may do.</summary>
internal sealed record ImportOptions
{
    public ConflictPolicy Conflict { get; init; }

    /// <summary>Nothing is written; the report says what would be.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Hosts of this server.</summary>
    public required IReadOnlySet<string> Hosts { get; init; }

    /// <summary>Domains of this server's rooms.</summary>
    public IReadOnlySet<string> RoomDomains { get; init; } = new HashSet<string>();

    /// <summary>Domains of this server's publish-subscribe services.</summary>
    public IReadOnlySet<string> NodeDomains { get; init; } = new HashSet<string>();

    /// <summary>Only these accounts (bare addresses); null for all.</summary>
    public IReadOnlySet<string>? Accounts { get; init; }

    public IReadOnlySet<DataKind> Without { get; init; } = new HashSet<DataKind>();

    /// <summary>Of the keys that are made from plain passwords.</summary>
    public int Iterations { get; init; } = Server.Accounts.ScramKeys.DefaultIterations;
}
