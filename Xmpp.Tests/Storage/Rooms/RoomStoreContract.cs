using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Rooms;

namespace Xmpp.Tests.Storage.Rooms;

[Case("MUC-17")]
public sealed class RoomStoreContract(DatabaseKind kind) : StoreContract(kind)
{
    private static int s_rooms;

    private RoomStore Rooms => Stores.Rooms;

    [Test]
    public async Task A_room_comes_back_as_it_was()
    {
        var jid = NewRoom();
        var owner = NewAccount();
        var configuration = new RoomConfiguration
        {
            Name = "Court \U0001F451",
            Description = "two\nlines",
            Language = "en",
            IsPersistent = true,
            IsPublic = true,
            IsMembersOnly = true,
            IsModerated = true,
            Password = "se'cret",
            IsNonAnonymous = true,
            AllowSubject = true,
            AllowInvites = false,
            Whisper = RoomWhisper.Moderators,
            AllowVoiceRequests = false,
            AllowRegistration = false,
            MaxOccupants = 7,
            HistoryLength = 3,
            IsLogged = true,
            IsArchived = false,
            SlowMode = 9,
            ForwardsMentions = true,
            PresenceBroadcast = ["moderator"],
            MemberListReaders = ["member", "moderator"],
            PubSubNode = "xmpp:pubsub.example?;node=x",
        };
        var subject = new RoomSubject("Thrice", "witch", Clock.GetUtcNow());
        RoomAffiliation[] people =
        [
            new(owner, Affiliation.Owner),
            new(Jid.Parse("hag@example.org"), Affiliation.Member, "Old hag", "because"),
            new(Jid.Parse("montague.example"), Affiliation.Outcast),
        ];
        await Rooms.SaveAsync(new StoredRoom(jid, configuration, subject, EveryOctet), people, [], Ct);
        if (IsKept)
            await RestartAsync();
        var loaded = await Rooms.FindAsync(jid, Ct);
        Assert.That(loaded, Is.Not.Null);
        Assert.That(loaded!.Affiliations, Is.EquivalentTo(people));
        Assert.That(loaded.Room.Subject, Is.EqualTo(subject));
        Assert.That(loaded.Room.Card, Is.EqualTo(EveryOctet));
        Assert.That(
            loaded.Room.Configuration with { PresenceBroadcast = default, MemberListReaders = default },
            Is.EqualTo(configuration with { PresenceBroadcast = default, MemberListReaders = default }));
        Assert.That(loaded.Room.Configuration.PresenceBroadcast, Is.EqualTo(configuration.PresenceBroadcast));
        Assert.That(loaded.Room.Configuration.MemberListReaders, Is.EqualTo(configuration.MemberListReaders));
    }

    [Test]
    public async Task Only_what_is_named_changes_and_who_has_nothing_left_is_forgotten()
    {
        var room = Plain(NewRoom());
        var (one, two) = (NewAccount(), NewAccount());
        await Rooms.SaveAsync(room, [new(one, Affiliation.Owner), new(two, Affiliation.Member)], [], Ct);
        await Rooms.SaveAsync(room, [new(two, Affiliation.None)], [], Ct);
        var loaded = await Rooms.FindAsync(room.Jid, Ct);
        Assert.That(loaded!.Affiliations, Is.EqualTo(new[] { new RoomAffiliation(one, Affiliation.Owner) }));
    }

    [Test]
    [Spec("XEP-0317", "3.5")]
    public async Task Hats_and_who_wears_them_come_back_until_they_are_taken_away()
    {
        RoomHat[] hats = [new("urn:example:a", "A \U0001F451", "327.255249"), new("urn:example:b", "B", null)];
        var room = Plain(NewRoom()) with { Hats = [.. hats] };
        var (one, two) = (NewAccount(), NewAccount());
        await Rooms.SaveAsync(room, [], [new(one, ["urn:example:b", "urn:example:a"]), new(two, ["urn:example:a"])], Ct);
        await Rooms.SaveAsync(room, [], [], Ct);
        if (IsKept)
            await RestartAsync();
        var loaded = (await Rooms.FindAsync(room.Jid, Ct))!;
        Assert.That(loaded.Room.Hats, Is.EqualTo(hats));
        Assert.That(loaded.Wearers.Single(w => w.Account == one).Hats, Is.EqualTo(new[] { "urn:example:b", "urn:example:a" }));
        Assert.That(loaded.Wearers.Single(w => w.Account == two).Hats, Is.EqualTo(new[] { "urn:example:a" }));

        await Rooms.SaveAsync(room with { Hats = [] }, [], [new(one, [])], Ct);
        loaded = (await Rooms.FindAsync(room.Jid, Ct))!;
        Assert.That(loaded.Room.Hats, Is.Empty);
        Assert.That(loaded.Wearers.Select(w => w.Account), Is.EqualTo(new[] { two }));
        Assert.That(await Rooms.EraseAsync(two, Ct), Is.EqualTo(1));
        Assert.That((await Rooms.FindAsync(room.Jid, Ct))!.Wearers, Is.Empty);

        await Rooms.SaveAsync(room, [], [new(one, ["urn:example:a"])], Ct);
        await Rooms.DeleteAsync(room.Jid, Ct);
        await Rooms.SaveAsync(Plain(room.Jid), [], [], Ct);
        Assert.That((await Rooms.FindAsync(room.Jid, Ct))!.Wearers, Is.Empty);
    }

    [Test]
    public async Task A_room_that_is_deleted_leaves_nothing_to_its_successor()
    {
        var room = Plain(NewRoom());
        await Rooms.SaveAsync(room, [new(NewAccount(), Affiliation.Outcast)], [], Ct);
        await Rooms.DeleteAsync(room.Jid, Ct);
        Assert.That(await Rooms.FindAsync(room.Jid, Ct), Is.Null);
        await Rooms.SaveAsync(room, [], [], Ct);
        Assert.That((await Rooms.FindAsync(room.Jid, Ct))!.Affiliations, Is.Empty);
    }

    [Test]
    public async Task Lists_are_of_one_service_in_order_and_leave_hidden_rooms_out()
    {
        var domain = $"rooms{Interlocked.Increment(ref s_rooms)}.example.org";
        foreach (var (name, isPublic) in new[] { ("c", true), ("a", true), ("b", false) })
        {
            var configuration = new RoomConfiguration { IsPublic = isPublic, Name = name.ToUpperInvariant() };
            await Rooms.SaveAsync(new StoredRoom(Jid.Parse($"{name}@{domain}"), configuration, null, null), [], [], Ct);
        }
        await Rooms.SaveAsync(Plain(Jid.Parse($"x@sub.{domain}")), [], [], Ct);
        var found = await Rooms.ListPublicAsync(domain, $"a@{domain}", 10, Ct);
        Assert.That(found.Select(r => (r.Jid.Local, r.Configuration.Name)), Is.EqualTo(new[] { ("c", "C") }));
        var listed = await Rooms.ListAsync(domain, null, 10, true, Ct);
        Assert.That(listed.Select(r => (r.Jid.Local, r.Name)), Is.EqualTo(new[] { ("a", "A"), ("c", "C") }));
        var all = await Rooms.ListAsync(domain, $"a@{domain}", 1, false, Ct);
        Assert.That(all.Select(r => (r.Jid.Local, r.IsListed)), Is.EqualTo(new[] { ("b", false) }));
    }

    [Test]
    public async Task An_account_takes_what_it_has_in_rooms_along()
    {
        var (account, other) = (NewAccount(), NewAccount());
        var (one, two) = (Plain(NewRoom()), Plain(NewRoom()));
        await Rooms.SaveAsync(one, [new(account, Affiliation.Owner), new(other, Affiliation.Owner)], [], Ct);
        await Rooms.SaveAsync(two, [new(account, Affiliation.Member)], [], Ct);
        Assert.That(await Rooms.CountOwnedAsync(account, Ct), Is.EqualTo(1));
        var told = new List<Jid>();
        Stores.Rooms.Erasing = told.Add;
        Assert.That(await Rooms.EraseAsync(account, Ct), Is.EqualTo(2));
        Stores.Rooms.Erasing = static _ => { };
        Assert.That(told, Is.EqualTo(new[] { account }));
        Assert.That(await Rooms.CountOwnedAsync(account, Ct), Is.Zero);
        Assert.That((await Rooms.FindAsync(one.Jid, Ct))!.Affiliations.Select(a => a.Jid), Is.EqualTo(new[] { other }));
    }

    [Test]
    [Spec("XEP-0045", "10.4")]
    public async Task Whose_last_owner_goes_has_its_admins_for_owners()
    {
        var (last, admin, member) = (NewAccount(), NewAccount(), NewAccount());
        var (mine, shared) = (Plain(NewRoom()), Plain(NewRoom()));
        await Rooms.SaveAsync(
            mine, [new(last, Affiliation.Owner), new(admin, Affiliation.Admin, "nick"), new(member, Affiliation.Member)], [], Ct);
        await Rooms.SaveAsync(
            shared, [new(last, Affiliation.Owner), new(member, Affiliation.Owner), new(admin, Affiliation.Admin)], [], Ct);
        await Rooms.EraseAsync(last, Ct);
        Assert.That((await Rooms.FindAsync(mine.Jid, Ct))!.Affiliations, Is.EquivalentTo(new RoomAffiliation[]
        {
            new(admin, Affiliation.Owner, "nick"), new(member, Affiliation.Member),
        }));
        Assert.That((await Rooms.FindAsync(shared.Jid, Ct))!.Affiliations, Is.EquivalentTo(new RoomAffiliation[]
        {
            new(admin, Affiliation.Admin), new(member, Affiliation.Owner),
        }));
    }

    [Test]
    public async Task Addresses_are_compared_octet_by_octet()
    {
        var room = Plain(NewRoom());
        var people = HostileContacts.Select(Jid.Parse).Where(j => j.IsBare).Select(j => new RoomAffiliation(j, Affiliation.Member)).ToList();
        await Rooms.SaveAsync(room, people, [], Ct);
        Assert.That((await Rooms.FindAsync(room.Jid, Ct))!.Affiliations, Is.EquivalentTo(people));
    }

    private static Jid NewRoom() => Jid.Parse($"room{Interlocked.Increment(ref s_rooms)}@conference.example.org");

    private static StoredRoom Plain(Jid jid) => new(jid, new RoomConfiguration { IsPersistent = true }, null, null);
}
