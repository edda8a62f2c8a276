using System.Collections.Concurrent;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Rooms;

namespace Xmpp.Server.Services.Muc;

/// <summary>Where the one owner of a room is. Rooms are in memory while somebody is in them or asks.</summary>
internal sealed class RoomRegistry
{
    private readonly ConcurrentDictionary<Jid, Room> _rooms = new();
    private readonly RoomTools _tools;

    public RoomRegistry(RoomTools tools)
    {
        _tools = tools;
        tools.Closed = Remove;
    }

    /// <summary>Rooms in memory.</summary>
    public int Count => _rooms.Count;

    public IEnumerable<RoomState> States => _rooms.Values.Select(room => room.State).OfType<RoomState>();

    /// <summary>It is in memory, or about to be: all that have occupants are.</summary>
    public bool Contains(Jid jid) => _rooms.ContainsKey(jid);

    /// <summary>The room as it is in memory, or null.</summary>
    public RoomState? StateOf(Jid jid) => _rooms.GetValueOrDefault(jid)?.State;

    /// <summary>Gives the room something to do, and completes when that is done.</summary>
    public Task<StanzaError?> PostAsync(Jid jid, RoomWork work)
    {
        while (true)
        {
            var room = _rooms.GetOrAdd(jid, static (key, tools) => new Room(key, tools), _tools);
            if (room.TryPost(work, out var done))
                return done;
            Remove(room);
        }
    }

    /// <summary>Rooms that only memory knows and that the account owns.</summary>
    public int CountOwned(Jid account) => States.Count(room => room.Exists && (room.IsLocked || !room.Configuration.IsPersistent)
        && room.AffiliationOf(account) == Affiliation.Owner);

    /// <summary>Lets the rooms go in which nobody is.</summary>
    public void Unload(TimeSpan idle)
    {
        foreach (var room in _rooms.Values)
        {
            if (room.TryUnload(idle))
                Remove(room);
        }
    }

    private void Remove(Room room) => _rooms.TryRemove(KeyValuePair.Create(room.Jid, room));
}
