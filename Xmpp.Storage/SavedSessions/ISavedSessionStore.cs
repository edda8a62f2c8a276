using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.SavedSessions;

/// <summary>Sessions that wait for their clients over a restart of the server.</summary>
public interface ISavedSessionStore : IAccountData
{
    /// <summary>Keeps one; durable when the task completes.</summary>
    Task SaveAsync(SavedSession session, CancellationToken ct);

    /// <summary>All that are kept.</summary>
    Task<IReadOnlyList<SavedSession>> LoadAllAsync(CancellationToken ct);

    /// <summary>One is over, and stays for the messages in it (it expires at the Unix epoch); if there is none, nothing.</summary>
    Task EndAsync(Jid account, string id, CancellationToken ct);

    /// <summary>Removes one that was resumed or is over.</summary>
    Task DeleteAsync(Jid account, string id, CancellationToken ct);
}
