using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.Roster;

/// <summary>Rosters and the subscription requests that wait for an answer.</summary>
public interface IRosterStore : IAccountData
{
    /// <summary>Version, items and requests of one moment; version 0 and nothing for an account without any.</summary>
    Task<RosterSnapshot> LoadAsync(Jid account, CancellationToken ct);

    /// <summary>One contact, or null.</summary>
    Task<RosterItem?> FindAsync(Jid account, Jid contact, CancellationToken ct);

    /// <summary>
    /// Carries the change out and returns the version after it. The version grows only when the items changed:
    /// setting or removing a request, or removing an item that is not there, leaves it.
    /// </summary>
    Task<long> ApplyAsync(Jid account, RosterChange change, CancellationToken ct);
}
