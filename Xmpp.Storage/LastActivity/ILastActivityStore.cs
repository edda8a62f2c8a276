using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.LastActivity;

/// <summary>When accounts were last online (XEP-0012).</summary>
public interface ILastActivityStore : IAccountData
{
    /// <summary>Null for an account that never was online.</summary>
    ValueTask<LastSeen?> FindAsync(Jid account, CancellationToken ct);

    Task SetAsync(Jid account, LastSeen seen, CancellationToken ct);
}
