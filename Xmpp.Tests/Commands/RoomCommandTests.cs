using Xmpp.Server;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage;
using Xmpp.Storage.Rooms;

namespace Xmpp.Tests.Commands;

/// <summary>Rooms for the operator, in the running server and on its storage.</summary>
public class RoomCommandTests : CommandTest
{
    private static readonly Jid s_court = Jid.Parse("court@conference.localhost");
    [Test]
    public async Task Rooms_are_listed_shown_given_away_and_destroyed()
    {
        await using (var host = await OpenAsync())
            await AddAsync(host);
        Assert.That(await RunAsync("list"), Is.Zero, Console.Error);
        Assert.That(Console.Out, Is.EqualTo("court@conference.localhost\thidden\tThe \\u001b[2Jcourt\n"));
        Assert.That(await RunAsync("grant", s_court.ToString(), "juliet@localhost", "owner"), Is.Zero, Console.Error);
        Assert.That(await RunAsync("show", s_court.ToString()), Is.Zero, Console.Error);
        Assert.That(Console.Out, Does.Contain("owners     juliet@localhost romeo@localhost"));
        Assert.That(await RunAsync("destroy", s_court.ToString()), Is.Zero, Console.Error);
        Assert.That(await RunAsync("show", s_court.ToString()), Is.Not.Zero);
        Assert.That(Console.Error, Does.Contain("there is no room court@conference.localhost"));
    }

    [TestCase("show", "nothing@conference.localhost")]
    [TestCase("show", "court@elsewhere.example")]
    [TestCase("show", "court")]
    [TestCase("destroy", "nothing@conference.localhost")]
    [TestCase("grant", "nothing@conference.localhost", "juliet@localhost", "owner")]
    [TestCase("grant", "nothing@conference.localhost", "juliet@localhost", "king")]
    public async Task What_is_not_there_is_said(params string[] arguments) =>
        Assert.That(await RunAsync(arguments), Is.Not.Zero);

    [Test]
    public async Task A_running_server_is_asked()
    {
        await using var host = await OpenAsync();
        await AddAsync(host);
        await using var control = await AnswerAsync(host);
        Assert.That(await RunAsync("list"), Is.Zero, Console.Error);
        Assert.That(Console.Out, Does.StartWith(s_court + "\t"));
        Assert.That(await RunAsync("grant", s_court.ToString(), "nurse@localhost", "outcast"), Is.Zero, Console.Error);
        Assert.That(Console.Out, Is.EqualTo($"nurse@localhost is outcast of {s_court}\n"));
        Assert.That(await RunAsync("show", s_court.ToString()), Is.Zero, Console.Error);
        Assert.That(Console.Out, Does.Contain("outcasts   1"));
        Assert.That(await RunAsync("destroy", s_court.ToString(), "--reason", "over"), Is.Zero, Console.Error);
        Assert.That(await RunAsync("destroy", s_court.ToString()), Is.EqualTo(1));
    }

    [Test]
    [Spec("XEP-0045", "9.5")]
    public async Task A_room_that_is_made_a_member_does_not_wait_for_itself()
    {
        await using var host = await OpenAsync();
        await AddAsync(host, isMembersOnly: true);
        var grant = host.RoomOperations!.GrantAsync(s_court, s_court, Affiliation.Member); // it is told, as members are
        Assert.That(await grant.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.That((await host.RoomOperations.FindAsync(s_court))?.IsMember(s_court), Is.True);
    }

    private Task<int> RunAsync(params string[] arguments) => CommandAsync(null, ["room", .. arguments]);

    private static Task AddAsync(ServerHost host, bool isMembersOnly = false) => new Stores(host.Storage, TimeProvider.System).Rooms.SaveAsync(
        new StoredRoom(
            s_court,
            new RoomConfiguration
            {
                IsPersistent = true,
                IsPublic = false,
                IsMembersOnly = isMembersOnly,
                Name = "The \u001b[2Jcourt",
            },
            null, null),
        [new RoomAffiliation(Jid.Parse("romeo@localhost"), Affiliation.Owner)], [], CancellationToken.None);
}
