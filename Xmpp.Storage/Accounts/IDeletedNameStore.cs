using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.Accounts;

/// <summary>When accounts were deleted whose names are kept for a time (cases OPS-08).</summary>
public interface IDeletedNameStore
{
    /// <summary>Notes it; what was noted of that name before goes.</summary>
    Task NoteAsync(Jid account, DateTimeOffset at, CancellationToken ct);

    /// <summary>When it was deleted last; null if that is not known.</summary>
    Task<DateTimeOffset?> FindAsync(Jid account, CancellationToken ct);

    /// <summary>Forgets one name.</summary>
    Task ForgetAsync(Jid account, CancellationToken ct);

    /// <summary>Forgets what was deleted before; how many names.</summary>
    Task<int> ForgetBeforeAsync(DateTimeOffset at, CancellationToken ct);
}
