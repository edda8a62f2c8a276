using System.Collections.Immutable;
using System.Text.Json;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Engines;

namespace Xmpp.Storage.Rooms;

/// <summary>Hats as rows: those of a room are few and in one value, who wears them is a row each.</summary>
internal static class HatRows
{
    public static string? Write(ImmutableList<RoomHat> hats) => hats.IsEmpty ? null : JsonSerializer.Serialize(hats);

    public static ImmutableList<RoomHat> Read(string? hats) =>
        hats is null ? [] : JsonSerializer.Deserialize<ImmutableList<RoomHat>>(hats) ?? [];

    public static async Task<IReadOnlyList<HatWearer>> FindAsync(StorageSession session, Jid room, CancellationToken ct)
    {
        var rows = await session.QueryAsync<WearerRow>(
            "SELECT jid AS Jid, hats AS Hats FROM room_hats WHERE room = @room", new { room }, ct);
        return [.. rows.Select(row => new HatWearer(row.Jid, JsonSerializer.Deserialize<ImmutableArray<string>>(row.Hats)))];
    }

    public static Task<int> SaveAsync(StorageSession session, Jid room, HatWearer wearer, CancellationToken ct) =>
        wearer.Hats.IsEmpty
            ? session.ExecuteAsync(
                "DELETE FROM room_hats WHERE room = @room AND jid_key = @Key",
                new { room, Key = RoomStore.KeyOf(wearer.Account) }, ct)
            : session.ExecuteAsync(
                "REPLACE INTO room_hats (room, jid_key, jid, hats) VALUES (@room, @Key, @Jid, @Hats)",
                new
                {
                    room,
                    Key = RoomStore.KeyOf(wearer.Account),
                    Jid = wearer.Account,
                    Hats = JsonSerializer.Serialize(wearer.Hats),
                },
                ct);

    public static Task<int> DeleteAsync(StorageSession session, Jid room, CancellationToken ct) =>
        session.ExecuteAsync("DELETE FROM room_hats WHERE room = @room", new { room }, ct);

    public static Task<int> EraseAsync(StorageSession session, byte[] key, CancellationToken ct) =>
        session.ExecuteAsync("DELETE FROM room_hats WHERE jid_key = @key", new { key }, ct);

    private sealed class WearerRow
    {
        public required Jid Jid { get; init; }
        public required string Hats { get; init; }
    }
}
