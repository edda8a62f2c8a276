using System.Xml.Linq;
using Microsoft.Extensions.Time.Testing;
using Xmpp.Server.Services.Muc;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage;
using Xmpp.Storage.Rooms;

namespace Xmpp.Tests.Services.Muc;

[Case("MUC-17")]
public class RoomUnloadingTests
{
    private const int Rooms = 20;

    [Test]
    [CancelAfter(60_000)]
    public async Task Rooms_are_in_memory_while_they_are_used_and_come_back_as_they_were(CancellationToken ct)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        await using var host = await TestHost.StartAsync(time: time, accounts: "juliet@capulet.example");
        var registry = host.Server.Rooms!.Registry;
        var store = new Stores(host.Server.Storage, time).Rooms;
        var owner = Jid.Parse("juliet@capulet.example");
        for (var i = 0; i < Rooms; i++)
        {
            var room = new StoredRoom(JidOf(i), new RoomConfiguration { IsPersistent = true, Name = $"Room {i}" }, null, null)
            {
                Hats = [new RoomHat("urn:example:host", "Host", null)],
            };
            await store.SaveAsync(
                room, [new RoomAffiliation(owner, Affiliation.Owner, $"nick{i}")], [new HatWearer(owner, ["urn:example:host"])], ct);
        }
        Assert.That(registry.Count, Is.Zero, "nobody has asked for one");

        for (var i = 0; i < Rooms; i++)
            await CheckAsync(registry, i, owner);
        Assert.That(registry.Count, Is.EqualTo(Rooms));
        var enter = new Presence(
            new XElement(XmppNames.Presence, new XElement(MucNames.X)),
            Jid.Parse($"{owner}/balcony"), Jid.Parse($"{JidOf(0)}/nick0"), "j", null, PresenceType.Available);
        Assert.That(await host.Server.Rooms.HandleAsync(enter, ct), Is.Null);

        time.Advance(TimeSpan.FromMinutes(4));
        Assert.That(registry.Count, Is.EqualTo(Rooms), "not long enough");
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.That(registry.States.Select(room => room.Jid), Is.EqualTo(new[] { JidOf(0) }), "where somebody is");
        for (var i = 1; i < Rooms; i++)
            await CheckAsync(registry, i, owner);
    }

    private static async Task CheckAsync(RoomRegistry registry, int number, Jid owner)
    {
        RoomState? found = null;
        var look = new RoomWork(
            (room, _) =>
            {
                found = room;
                return new ValueTask<RoomOutcome>(RoomOutcome.Unchanged(room));
            },
            StanzaKind.Iq);
        Assert.That(await registry.PostAsync(JidOf(number), look), Is.Null);
        Assert.That(found?.Configuration.Name, Is.EqualTo($"Room {number}"));
        Assert.That(found?.AffiliationOf(owner), Is.EqualTo(Affiliation.Owner));
        Assert.That(found?.ReservedBy($"nick{number}"), Is.EqualTo(owner));
        Assert.That(found is null ? null : RoomHats.Of(found, owner)?.Elements().Count(), Is.EqualTo(1));
    }

    private static Jid JidOf(int number) => Jid.Parse($"room{number}@conference.capulet.example");
}
