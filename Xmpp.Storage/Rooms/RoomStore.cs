using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Engines;

namespace Xmpp.Storage.Rooms;

/// <summary>Rooms as rows.</summary>
public sealed class RoomStore(IStorageEngine engine) : IRoomStore
{
    public string Name => "room affiliations";

    /// <summary>Told of an account that is being deleted: what rooms in memory know of it must go, too.</summary>
    public Action<Jid> Erasing { get; set; } = static _ => { };

    public Task<LoadedRoom?> FindAsync(Jid room, CancellationToken ct) =>
        engine.ReadAsync((session, token) => FindAsync(session, room, token), ct);

    public Task SaveAsync(
        StoredRoom room, IReadOnlyCollection<RoomAffiliation> changed, IReadOnlyCollection<HatWearer> wearers, CancellationToken ct) =>
        engine.WriteAsync((session, token) => SaveAsync(session, room, changed, wearers, token), ct);

    public Task DeleteAsync(Jid room, CancellationToken ct) =>
        engine.WriteAsync(
            async (session, token) =>
            {
                await session.ExecuteAsync("DELETE FROM room_affiliations WHERE room = @room", new { room }, token);
                await HatRows.DeleteAsync(session, room, token);
                return await session.ExecuteAsync("DELETE FROM rooms WHERE room = @room", new { room }, token);
            },
            ct);

    public async Task<IReadOnlyList<ListedRoom>> ListAsync(
        string domain, string? after, int max, bool onlyListed, CancellationToken ct)
    {
        // The domain has no character that LIKE takes for another one but '_', and no host name has that.
        var values = new { Pattern = "%@" + domain, After = after ?? "", max, Least = onlyListed ? 1 : 0 };
        var rows = await engine.ReadAsync(
            (session, token) => session.QueryAsync<ListRow>(
                """
                SELECT room AS Room, name AS Name, is_listed AS IsListed FROM rooms
                WHERE room > @After AND room LIKE @Pattern AND is_listed >= @Least ORDER BY room LIMIT @max
                """,
                values, token),
            ct);
        return [.. rows.Select(row => new ListedRoom(row.Room, row.Name, row.IsListed != 0))];
    }

    public async Task<IReadOnlyList<StoredRoom>> ListPublicAsync(string domain, string? after, int max, CancellationToken ct)
    {
        var values = new { Pattern = "%@" + domain, After = after ?? "", max };
        var rows = await engine.ReadAsync(
            (session, token) => session.QueryAsync<PublicRow>(
                """
                SELECT room AS Room, configuration AS Configuration FROM rooms
                WHERE room > @After AND room LIKE @Pattern AND is_listed = 1 ORDER BY room LIMIT @max
                """,
                values, token),
            ct);
        return [.. rows.Select(row => new StoredRoom(row.Room, Read(row.Configuration), null, null))];
    }

    public Task<int> CountOwnedAsync(Jid account, CancellationToken ct) =>
        engine.ReadAsync(
            (session, token) => session.QueryFirstOrDefaultAsync<int>(
                "SELECT COUNT(*) FROM room_affiliations WHERE jid_key = @Key AND affiliation = @Owner",
                new { Key = KeyOf(account.Bare), Owner = (int)Affiliation.Owner }, token),
            ct);

    public Task<int> EraseAsync(Jid account, CancellationToken ct)
    {
        Erasing(account.Bare);
        return engine.WriteAsync((session, token) => EraseAsync(session, KeyOf(account.Bare), token), ct);
    }

    // Whose last owner goes has its admins for owners (XEP-0045 §10.4 leaves none without); as rooms in memory do it.
    private static async Task<int> EraseAsync(StorageSession session, byte[] key, CancellationToken ct)
    {
        var owner = (int)Affiliation.Owner;
        var owned = await session.QueryAsync<Jid>(
            "SELECT room FROM room_affiliations WHERE jid_key = @key AND affiliation = @owner", new { key, owner }, ct);
        var erased = await session.ExecuteAsync("DELETE FROM room_affiliations WHERE jid_key = @key", new { key }, ct)
            + await HatRows.EraseAsync(session, key, ct);
        foreach (var room in owned)
        {
            var owners = await session.QueryFirstOrDefaultAsync<int>(
                "SELECT COUNT(*) FROM room_affiliations WHERE room = @room AND affiliation = @owner", new { room, owner }, ct);
            if (owners > 0)
                continue;
            await session.ExecuteAsync(
                "UPDATE room_affiliations SET affiliation = @owner WHERE room = @room AND affiliation = @Admin",
                new { room, owner, Admin = (int)Affiliation.Admin }, ct);
        }
        return erased;
    }

    private static async Task<LoadedRoom?> FindAsync(StorageSession session, Jid room, CancellationToken ct)
    {
        var row = await session.QueryFirstOrDefaultAsync<RoomRow>(
            """
            SELECT configuration AS Configuration, subject AS Subject, subject_nick AS SubjectNick, subject_at AS SubjectAt,
                card AS Card, hats AS Hats
            FROM rooms WHERE room = @room
            """,
            new { room }, ct);
        if (row is null)
            return null;
        var people = await session.QueryAsync<PersonRow>(
            """
            SELECT jid AS Jid, affiliation AS Affiliation, nick AS Nick, reason AS Reason
            FROM room_affiliations WHERE room = @room
            """,
            new { room }, ct);
        var configuration = Read(row.Configuration);
        var subject = row is { Subject: { } text, SubjectAt: { } at }
            ? new RoomSubject(text, row.SubjectNick ?? "", DateTimeOffset.FromUnixTimeMilliseconds(at))
            : null;
        return new LoadedRoom(
            new StoredRoom(room, configuration, subject, row.Card) { Hats = HatRows.Read(row.Hats) },
            [.. people.Select(p => new RoomAffiliation(p.Jid, (Affiliation)p.Affiliation, p.Nick, p.Reason))])
        {
            Wearers = await HatRows.FindAsync(session, room, ct),
        };
    }

    private static async Task<bool> SaveAsync(
        StorageSession session, StoredRoom room, IReadOnlyCollection<RoomAffiliation> changed,
        IReadOnlyCollection<HatWearer> wearers, CancellationToken ct)
    {
        await session.ExecuteAsync(
            """
            REPLACE INTO rooms (room, is_listed, name, configuration, subject, subject_nick, subject_at, card, hats)
            VALUES (@Room, @IsListed, @Name, @Configuration, @Subject, @SubjectNick, @SubjectAt, @Card, @Hats)
            """,
            new
            {
                Room = room.Jid,
                IsListed = room.Configuration.IsPublic ? 1 : 0,
                room.Configuration.Name,
                Configuration = JsonSerializer.Serialize(room.Configuration),
                Subject = room.Subject?.Text,
                SubjectNick = room.Subject?.Nick,
                SubjectAt = room.Subject?.At.ToUnixTimeMilliseconds(),
                room.Card,
                Hats = HatRows.Write(room.Hats),
            },
            ct);
        foreach (var person in changed)
            await SaveAsync(session, room.Jid, person, ct);
        foreach (var wearer in wearers)
            await HatRows.SaveAsync(session, room.Jid, wearer, ct);
        return true;
    }

    private static Task<int> SaveAsync(StorageSession session, Jid room, RoomAffiliation person, CancellationToken ct) =>
        person.Affiliation == Affiliation.None
            ? session.ExecuteAsync(
                "DELETE FROM room_affiliations WHERE room = @room AND jid_key = @Key",
                new { room, Key = KeyOf(person.Jid) }, ct)
            : session.ExecuteAsync(
                """
                REPLACE INTO room_affiliations (room, jid_key, jid, affiliation, nick, reason)
                VALUES (@Room, @Key, @Jid, @Affiliation, @Nick, @Reason)
                """,
                new
                {
                    Room = room,
                    Key = KeyOf(person.Jid),
                    person.Jid,
                    Affiliation = (int)person.Affiliation,
                    person.Nick,
                    person.Reason,
                },
                ct);

    private static RoomConfiguration Read(string configuration) => JsonSerializer.Deserialize<RoomConfiguration>(configuration)
        ?? throw new StorageException(StorageErrorKind.Corrupt, "A stored room has no configuration");

    internal static byte[] KeyOf(Jid jid) => SHA256.HashData(Encoding.UTF8.GetBytes(jid.ToString()));

    private sealed class ListRow
    {
        public required Jid Room { get; init; }
        public required string Name { get; init; }
        public int IsListed { get; init; }
    }

    private sealed class PublicRow
    {
        public required Jid Room { get; init; }
        public required string Configuration { get; init; }
    }

    private sealed class RoomRow
    {
        public required string Configuration { get; init; }
        public string? Subject { get; init; }
        public string? SubjectNick { get; init; }
        public long? SubjectAt { get; init; }
        public byte[]? Card { get; init; }
        public string? Hats { get; init; }
    }

    private sealed class PersonRow
    {
        public required Jid Jid { get; init; }
        public int Affiliation { get; init; }
        public string? Nick { get; init; }
        public string? Reason { get; init; }
    }
}
