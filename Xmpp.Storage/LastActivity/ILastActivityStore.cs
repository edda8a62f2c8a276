using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.LastActivity;

/// <summary>When accounts were last online (XEP-0012).</summary>
/// <remarks>
/// Every logout notes a time, nobody waits for it, and it is promised to nobody: so the rows are written together, by
/// <see cref="FlushAsync"/>. Reading sees what is noted at once. A crash loses what was noted since the last flush.
/// </remarks>
public interface ILastActivityStore : IAccountData
{
    /// <summary>Null for an account that never was online.</summary>
    ValueTask<LastSeen?> FindAsync(Jid account, CancellationToken ct);

    /// <summary>Notes it in memory; where a great many are noted already, these are written first.</summary>
    ValueTask NoteAsync(Jid account, LastSeen seen, CancellationToken ct);

    /// <summary>Writes what is noted; durable when it completes. What could not be written stays noted.</summary>
    Task FlushAsync(CancellationToken ct);
}
