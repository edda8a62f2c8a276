using System.Collections.Frozen;
using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Server.Features.Archive;
using Xmpp.Server.Observability;
using Xmpp.Server.Routing;
using Xmpp.Server.Services.Muc;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Archive;
using Xmpp.Storage.Rooms;

namespace Xmpp.Tests.Services.Muc;

public sealed class RoomServiceTests : IDisposable
{
    private static readonly Jid s_room = Jid.Parse("court@conference.capulet.example");
    private static readonly Jid s_julia = Jid.Parse("court@conference.capulet.example/julia");
    private static readonly Jid s_juliet = Jid.Parse("juliet@capulet.example/balcony");

    private ArchiveIds _ids = null!;
    private TaskCompletionSource<LoadedRoom?> _load = null!;
    private RoomRegistry _registry = null!;
    private RoomService _service = null!;
    private int _loads;

    [SetUp]
    public void SetUp()
    {
        (_ids, _loads) = (new ArchiveIds(new byte[ArchiveIds.KeySize]), 0);
        _load = new TaskCompletionSource<LoadedRoom?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var metrics = new ServerMetrics(Prometheus.Metrics.NewCustomRegistry());
        var counted = new RoomMetrics(metrics);
        var options = new RoomOptions();
        var archive = Stub<IArchiveStore>.With((_, _) => null);
        var rooms = Stub<IRoomStore>.With((method, _) =>
        {
            if (method != nameof(IRoomStore.FindAsync))
                return null;
            _loads++;
            return _load.Task;
        });
        var hosts = new HostTable([new HostOptions { Name = "capulet.example" }]);
        var delivery = new RoomDelivery(() => throw new InvalidOperationException("nothing is sent"), counted, TimeProvider.System);
        _registry = new RoomRegistry(new RoomTools
        {
            Keeping = new RoomKeeping(rooms, new RoomArchive(archive, _ids, TimeProvider.System, false), counted, 0),
            Delivery = delivery,
            Absentees = new RoomAbsentees(null, hosts),
            Metrics = counted,
            Time = TimeProvider.System,
            OnException = (e, _) => throw e,
            Stopping = CancellationToken.None,
        });
        var requests = new RoomRequests(
            delivery, new RoomModeration(new RoomArchive(archive, _ids, TimeProvider.System, false)), options, TimeProvider.System);
        var queries = new RoomQueries(archive, _ids, new ArchiveOptions(), metrics);
        var searches = new ChannelSearches(new ChannelCatalog(rooms, () => [], TimeProvider.System), 10);
        _service = new RoomService(
            _registry, new RoomDirectory(delivery, rooms, searches, options), requests,
            new RoomReading(_registry, queries, archive, delivery), delivery, rooms, hosts, new OccupantIds(new byte[32]), options,
            TimeProvider.System)
        {
            RoomDomains = new[] { s_room.Domain }.ToFrozenSet(StringComparer.Ordinal),
            Operations = new RoomOperations(_registry, rooms) { Domains = [s_room.Domain] },
        };
    }

    [TearDown]
    public void Dispose() => _ids.Dispose();

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
        foreach (var notice in notices)
            Assert.That(await _service.HandleAsync(notice, CancellationToken.None), Is.Null);
        Assert.That((_loads, _registry.Count), Is.EqualTo((0, 0)));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task A_message_wakes_it_and_what_comes_of_the_past_then_is_not_waited_for(CancellationToken ct)
    {
        var message = new Message(new XElement(XmppNames.Message), s_juliet, s_room, "m", null, "groupchat");
        var waiting = _service.HandleAsync(message, ct).AsTask();
        Assert.That((_loads, _registry.Count), Is.EqualTo((1, 1)));
        var notice = _service.HandleAsync(new Presence(PresenceType.Unavailable, s_juliet, s_julia), ct);
        Assert.That(notice.IsCompleted, Is.True);
        Assert.That(waiting.IsCompleted, Is.False);
        _load.SetResult(null);
        Assert.That((await waiting.WaitAsync(ct))?.Condition, Is.EqualTo("item-not-found"));
    }
}
