using Xmpp.Storage.Rooms;

namespace Xmpp.Server.Services.Muc;

/// <summary>
/// The rooms that anybody may find, for searches: those on disk as they were within the last minute, so that a search costs the
/// database nothing, and those in memory as they are.
/// </summary>
internal sealed class ChannelCatalog(IRoomStore store, Func<IEnumerable<RoomState>> loaded, TimeProvider time)
{
    /// <summary>So many of one service are looked at; more would not be a list for people.</summary>
    private const int Max = 20_000;
    private const int Portion = 500;
    private static readonly TimeSpan s_age = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _reading = new(1, 1);
    private readonly Dictionary<string, (DateTimeOffset At, IReadOnlyList<StoredRoom> Rooms)> _read = new(StringComparer.Ordinal);

    /// <summary>In the order of their addresses.</summary>
    public async ValueTask<IReadOnlyList<FoundRoom>> OfAsync(string domain, CancellationToken ct)
    {
        var stored = await ReadAsync(domain, ct);
        var live = loaded().Where(room => room.Exists && room.Jid.Domain == domain).ToDictionary(room => room.Jid);
        return
        [
            .. stored.Where(room => !live.ContainsKey(room.Jid)).Select(room => new FoundRoom(room.Jid, room.Configuration, 0))
                .Concat(live.Values.Where(room => room is { IsLocked: false, Configuration.IsPublic: true })
                    .Select(room => new FoundRoom(room.Jid, room.Configuration, room.Occupants.Count)))
                .OrderBy(room => room.Jid.ToString(), StringComparer.Ordinal),
        ];
    }

    private async ValueTask<IReadOnlyList<StoredRoom>> ReadAsync(string domain, CancellationToken ct)
    {
        await _reading.WaitAsync(ct);
        try
        {
            var now = time.GetUtcNow();
            if (_read.TryGetValue(domain, out var known) && now - known.At < s_age)
                return known.Rooms;
            var rooms = new List<StoredRoom>();
            while (rooms.Count < Max)
            {
                var more = await store.ListPublicAsync(domain, rooms.Count == 0 ? null : rooms[^1].Jid.ToString(), Portion, ct);
                rooms.AddRange(more);
                if (more.Count < Portion)
                    break;
            }
            _read[domain] = (now, rooms);
            return rooms;
        }
        finally
        {
            _reading.Release();
        }
    }
}
