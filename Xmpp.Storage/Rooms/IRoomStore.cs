using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.Rooms;

/// <summary>Rooms that outlive their occupants (XEP-0045 §3).</summary>
public interface IRoomStore : IAccountData
{
    /// <summary>Null if there is no such room; a fault of the database is an exception and never null.</summary>
    Task<LoadedRoom?> FindAsync(Jid room, CancellationToken ct);

    /// <summary>Keeps the room and what has changed of the people it knows; all or nothing.</summary>
    /// <param name="changed">Those that have nothing to keep any more are forgotten.</param>
    /// <param name="wearers">Who wears other hats than before; those without are forgotten.</param>
    Task SaveAsync(
        StoredRoom room, IReadOnlyCollection<RoomAffiliation> changed, IReadOnlyCollection<HatWearer> wearers, CancellationToken ct);

    /// <summary>Leaves no row behind.</summary>
    Task DeleteAsync(Jid room, CancellationToken ct);

    /// <summary>Rooms of a service in the order of their addresses.</summary>
    /// <param name="domain">The service.</param>
    /// <param name="after">Begins behind this address; null for the beginning.</param>
    /// <param name="onlyListed">Without those that are hidden.</param>
    Task<IReadOnlyList<ListedRoom>> ListAsync(string domain, string? after, int max, bool onlyListed, CancellationToken ct);

    /// <summary>Rooms of a service that anybody may find, with what they say of themselves, in the order of their addresses.</summary>
    Task<IReadOnlyList<StoredRoom>> ListPublicAsync(string domain, string? after, int max, CancellationToken ct);

    /// <summary>Rooms that the account owns.</summary>
    Task<int> CountOwnedAsync(Jid account, CancellationToken ct);
}
