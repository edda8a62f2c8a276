using System.Collections.Frozen;
using System.Xml.Linq;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Rooms;

namespace Xmpp.Server.Services.Muc;

/// <summary>What the operator does with rooms; their occupants are told as if an owner had done it.</summary>
internal sealed class RoomOperations(RoomRegistry registry, IRoomStore store, PerHosts<FrozenSet<string>> domains)
{
    /// <summary>The services that have rooms.</summary>
    public IReadOnlyCollection<string> Domains => domains.Value;

    /// <summary>Rooms of a service in the order of their addresses, also those that are hidden.</summary>
    public async Task<IReadOnlyList<ListedRoom>> ListAsync(string domain, string? after, int max, CancellationToken ct)
    {
        var temporary = registry.States
            .Where(room => room is { Exists: true, Configuration.IsPersistent: false } && room.Jid.Domain == domain
                && string.CompareOrdinal(room.Jid.ToString(), after ?? "") > 0)
            .Select(room => new ListedRoom(room.Jid, room.Configuration.Name, room.Configuration.IsPublic));
        var stored = await store.ListAsync(domain, after, max, onlyListed: false, ct);
        return [.. stored.Concat(temporary).DistinctBy(room => room.Jid)
            .OrderBy(room => room.Jid.ToString(), StringComparer.Ordinal).Take(max)];
    }

    /// <summary>The room as it is, or null if there is none.</summary>
    public async Task<RoomState?> FindAsync(Jid room)
    {
        RoomState? found = null;
        await DoAsync(room, state =>
        {
            found = state;
            return RoomOutcome.Unchanged(state);
        });
        return found;
    }

    /// <summary>False if there is no such room.</summary>
    public Task<bool> DestroyAsync(Jid room, string? reason) => DoAsync(room, state => RoomExit.Destroy(
        state,
        new XElement(MucNames.UserDestroy, reason is null ? null : new XElement(MucNames.UserReason, reason))));

    /// <summary>Gives an account an affiliation, whoever owns the room. False if there is no such room.</summary>
    public Task<bool> GrantAsync(Jid room, Jid account, Affiliation affiliation) =>
        DoAsync(room, state => RoomAdmin.Grant(state, account, affiliation));

    private async Task<bool> DoAsync(Jid room, Func<RoomState, RoomOutcome> decide)
    {
        var exists = false;
        var work = new RoomWork(
            (state, _) =>
            {
                exists = state.Exists;
                return new ValueTask<RoomOutcome>(exists ? decide(state) : RoomOutcome.Unchanged(state));
            },
            StanzaKind.Iq);
        if (await registry.PostAsync(room, work) is { } error)
            throw new InvalidOperationException($"The room could not do it: {error.Condition}");
        return exists;
    }
}
