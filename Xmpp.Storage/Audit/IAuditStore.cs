namespace Xmpp.Storage.Audit;

/// <summary>Who did what, from where, and what came of it.</summary>
public interface IAuditStore
{
    Task AddAsync(AuditEntry entry, CancellationToken ct);

    /// <summary>The newest first, those before the id <paramref name="before"/>; of one host, or (null) all.</summary>
    Task<IReadOnlyList<AuditEntry>> ListAsync(string? host, long? before, int limit, CancellationToken ct);

    /// <summary>Removes what is older; how many went.</summary>
    Task<int> RemoveBeforeAsync(DateTimeOffset time, CancellationToken ct);
}
