using System.Xml.Linq;
using Microsoft.Extensions.Time.Testing;
using Xmpp.Server.Services.Muc;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Tests.Storage;
using Xmpp.Tests.Wire;

namespace Xmpp.Tests.Services.Muc;

public class RoomServiceTests
{
    private static readonly Jid s_room = Jid.Parse("court@conference.capulet.example");
    private static readonly Jid s_julia = Jid.Parse("court@conference.capulet.example/julia");
    private static readonly Jid s_juliet = Jid.Parse("juliet@capulet.example/balcony");

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private TestHost _host = null!;
    private RoomService _service = null!;

    [SetUp]
    public async Task SetUpAsync()
    {
        _host = await TestHost.StartAsync(time: _time, accounts: "juliet@capulet.example");
        _service = _host.Server.Rooms ?? throw new InvalidOperationException();
    }

    [TearDown]
    public async Task CloseAsync()
    {
        var end = _host.DisposeAsync();
        _time.Advance(TimeSpan.FromHours(1)); // past the deadline of the drain, which nobody else would ever reach
        await end;
    }

    [Test]
    public async Task What_comes_of_the_past_wakes_no_room_up()
    {
        var error = new XElement(XmppNames.Message, StanzaError.Gone.ToElement());
        Stanza[] notices =
        [
            new Presence(PresenceType.Unavailable, s_juliet, s_julia),
            new Message(error, s_juliet, s_room, "m", null, "error"),
            new Iq(IqType.Result, "q", s_juliet, s_julia),
        ];
        var gate = await StorageGate.OfWriterAsync(_host.Server.Storage); // whoever asked it would still wait
        foreach (var notice in notices)
        {
            var handled = _service.HandleAsync(notice, CancellationToken.None);
            Assert.That(handled.IsCompletedSuccessfully, Is.True);
            Assert.That(await handled, Is.Null);
        }
        Assert.That(_service.Registry.Count, Is.Zero);
        await gate.OpenAsync();
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task A_message_wakes_it_and_what_comes_of_the_past_then_is_not_waited_for(CancellationToken ct)
    {
        var gate = await StorageGate.OfWriterAsync(_host.Server.Storage);
        var message = new Message(new XElement(XmppNames.Message), s_juliet, s_room, "m", null, "groupchat");
        var waiting = _service.HandleAsync(message, ct).AsTask();
        Assert.That(_service.Registry.Count, Is.EqualTo(1));
        var notice = _service.HandleAsync(new Presence(PresenceType.Unavailable, s_juliet, s_julia), ct);
        Assert.That(notice.IsCompleted, Is.True);
        Assert.That(waiting.IsCompleted, Is.False, "it is being loaded");
        await gate.OpenAsync();
        Assert.That((await waiting.WaitAsync(ct))?.Condition, Is.EqualTo("item-not-found"));
    }

    [Test, Case("OPS-05")]
    [CancelAfter(30_000)]
    [Spec("XEP-0045", "11.2")]
    public async Task The_server_stops_in_its_time_although_a_room_does_not_and_the_others_are_told(CancellationToken ct)
    {
        await using var juliet = await WireConnection.ConnectAsync("juliet", _host.Server.C2sEndPoint!, ct);
        await WireLogin.LogInAsync(juliet, "juliet@capulet.example", "juliet", "balcony", ct);
        await juliet.SendAsync(
            "<presence to='tavern@conference.capulet.example/julia'><x xmlns='http://jabber.org/protocol/muc'/></presence>", ct);
        await NextAsync(juliet, "<subject", ct);

        var ends = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var stuck = _service.Registry.PostAsync(s_room, new RoomWork(
            async (room, _) =>
            {
                begun.SetResult();
                await ends.Task;
                return RoomOutcome.Unchanged(room);
            },
            StanzaKind.Message));
        await begun.Task.WaitAsync(ct);

        var stop = _host.Server.StopAsync();
        await NextAsync(juliet, "code=\"332\"", ct);
        Assert.That(stop.IsCompleted, Is.False, "it waits for the room that does not come to an end");
        _time.Advance(TimeSpan.FromMinutes(1));
        await NextAsync(juliet, "system-shutdown", ct);
        await stop.WaitAsync(ct);
        Assert.That(stuck.IsCompleted, Is.False);
        ends.SetResult();
        await stuck.WaitAsync(ct);
    }

    private static async Task NextAsync(WireConnection client, string part, CancellationToken ct)
    {
        while (true)
        {
            var frame = await client.NextAsync(ct);
            Assert.That(frame.Kind, Is.Not.EqualTo(WirePatternKind.Closed), string.Join('\n', client.Last));
            if (frame.Element?.ToString().Contains(part, StringComparison.Ordinal) == true)
                return;
        }
    }
}
