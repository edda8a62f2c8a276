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

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (DateTimeOffset At, Task<IReadOnlyList<StoredRoom>> Rooms)> _read = new(StringComparer.Ordinal);

    /// <summary>In the order of their addresses.</summary>
    public async ValueTask<IReadOnlyList<FoundRoom>> OfAsync(string domain, CancellationToken ct)
    {
        var stored = await ListAsync(domain).WaitAsync(ct);
        var live = loaded().Where(room => room.Exists && room.Jid.Domain == domain).ToDictionary(room => room.Jid);
        return
        [
            .. stored.Where(room => !live.ContainsKey(room.Jid)).Select(room => new FoundRoom(room.Jid, room.Configuration, 0))
                .Concat(live.Values.Where(room => room is { IsLocked: false, Configuration.IsPublic: true })
                    .Select(room => new FoundRoom(room.Jid, room.Configuration, room.Occupants.Count)))
                .OrderBy(room => room.Jid.ToString(), StringComparer.Ordinal),
        ];
    }

    // Who comes while it is read waits for the same reading.
    private Task<IReadOnlyList<StoredRoom>> ListAsync(string domain)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (!_read.TryGetValue(domain, out var known) || now - known.At >= s_age || known.Rooms.IsFaulted)
                _read[domain] = known = (now, ReadAsync(domain));
            return known.Rooms;
        }
    }

    private async Task<IReadOnlyList<StoredRoom>> ReadAsync(string domain)
    {
        var rooms = new List<StoredRoom>();
        while (rooms.Count < Max)
        {
            var after = rooms.Count == 0 ? null : rooms[^1].Jid.ToString();
            var more = await store.ListPublicAsync(domain, after, Portion, CancellationToken.None);
            rooms.AddRange(more);
            if (more.Count < Portion)
                break;
        }
        return rooms;
    }
}
