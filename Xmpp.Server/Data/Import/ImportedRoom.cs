using Xmpp.Storage.Rooms;

namespace Xmpp.Server.Data.Import;

/// <summary>A room: its configuration and subject, and who is what in it.</summary>
internal sealed class ImportedRoom(ImportScope scope)
{
    public async ValueTask SetAsync(DataPart.RoomSettings part, CancellationToken ct)
    {
        var old = await scope.Stores.Rooms.FindAsync(scope.Owner, ct);
        var known = old?.Affiliations.ToDictionary(a => a.Jid) ?? [];
        var people = new List<RoomAffiliation>();
        foreach (var person in part.People)
        {
            if (!known.TryGetValue(person.Jid, out var before) || (before != person && scope.Options.Conflict == ConflictPolicy.Replace))
                people.Add(person);
        }
        var isSame = old is not null && RoomsAreSame(old.Room, part.Room) && people.Count == 0;
        var outcome = scope.Decide(DataKind.Rooms, old is not null, isSame);
        if (!scope.Writes || outcome == DataOutcome.Present)
            return;
        var room = outcome is DataOutcome.Created or DataOutcome.Replaced || old is null ? part.Room : old.Room;
        await scope.Stores.Rooms.SaveAsync(room with { Hats = old?.Room.Hats ?? [] }, people, [], ct);
    }

    // Arrays compare by identity.
    private static bool RoomsAreSame(StoredRoom one, StoredRoom other) =>
        one.Subject == other.Subject && (one.Card ?? []).AsSpan().SequenceEqual(other.Card ?? [])
        && one.Configuration.PresenceBroadcast.SequenceEqual(other.Configuration.PresenceBroadcast)
        && one.Configuration.MemberListReaders.SequenceEqual(other.Configuration.MemberListReaders)
        && one.Configuration == other.Configuration with
        {
            PresenceBroadcast = one.Configuration.PresenceBroadcast,
            MemberListReaders = one.Configuration.MemberListReaders,
        };
}
