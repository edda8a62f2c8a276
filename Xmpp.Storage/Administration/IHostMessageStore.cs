namespace Xmpp.Storage.Administration;

/// <summary>Messages that a host sends to its accounts, such as the message of the day (XEP-0133 §4.24).</summary>
public interface IHostMessageStore
{
    Task<string?> FindAsync(string host, string kind, CancellationToken ct);

    /// <summary>All of a kind, by host.</summary>
    Task<IReadOnlyDictionary<string, string>> ListAsync(string kind, CancellationToken ct);

    /// <summary>Sets it; null takes it away.</summary>
    Task SetAsync(string host, string kind, string? text, CancellationToken ct);
}
