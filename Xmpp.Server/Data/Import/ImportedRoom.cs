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
        var worn = old?.Wearers.ToDictionary(w => w.Account, w => w.Hats) ?? [];
        List<HatWearer> wearers =
        [
            .. part.Wearers.Where(w => !worn.TryGetValue(w.Account, out var before) || !before.SequenceEqual(w.Hats)),
        ];
        var isSame = old is not null && RoomsAreSame(old.Room, part.Room) && people.Count == 0 && wearers.Count == 0;
        var outcome = scope.Decide(DataKind.Rooms, old is not null, isSame);
        if (!scope.Writes || outcome == DataOutcome.Present)
            return;
        if (outcome == DataOutcome.Conflict && old is not null)
        {
            await scope.Stores.Rooms.SaveAsync(old.Room, people, [], ct);
            return;
        }
        // A hat that only the room here has stays: there may be people who wear it.
        var hats = part.Room.Hats.AddRange((old?.Room.Hats ?? []).Where(hat => part.Room.Hats.All(h => h.Uri != hat.Uri)));
        await scope.Stores.Rooms.SaveAsync(part.Room with { Hats = hats }, people, wearers, ct);
    }

    // Arrays compare by identity.
    private static bool RoomsAreSame(StoredRoom one, StoredRoom other) =>
        one.Subject == other.Subject && one.Hats.SequenceEqual(other.Hats) && (one.Card ?? []).AsSpan().SequenceEqual(other.Card ?? [])
        && one.Configuration.PresenceBroadcast.SequenceEqual(other.Configuration.PresenceBroadcast)
        && one.Configuration.MemberListReaders.SequenceEqual(other.Configuration.MemberListReaders)
        && one.Configuration == other.Configuration with
        {
            PresenceBroadcast = one.Configuration.PresenceBroadcast,
            MemberListReaders = one.Configuration.MemberListReaders,
        };
}
