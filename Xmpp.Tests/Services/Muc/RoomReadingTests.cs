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

public sealed class RoomReadingTests : IDisposable
{
    private static readonly Jid s_room = Jid.Parse("court@conference.capulet.example");
    private static readonly Jid s_romeo = Jid.Parse("romeo@capulet.example/orchard");

    private readonly ArchiveIds _ids = new(new byte[ArchiveIds.KeySize]);
    private readonly TaskCompletionSource<ArchivePage?> _page = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<ArchiveQuery> _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Test]
    [CancelAfter(30_000)]
    [Spec("XEP-0313", "3.3.2")]
    public async Task A_page_that_takes_long_holds_up_nobody_in_the_room_and_ends_where_the_archive_ended(CancellationToken ct)
    {
        var metrics = new ServerMetrics(Prometheus.Metrics.NewCustomRegistry());
        var counted = new RoomMetrics(metrics);
        var archive = Stub<IArchiveStore>.With((method, args) => method switch
        {
            nameof(IArchiveStore.FindLastIdAsync) => new ValueTask<long>(77),
            nameof(IArchiveStore.ReadAsync) => Read((ArchiveQuery)args[1]!),
            _ => null,
        });
        var configuration = new RoomConfiguration { IsPersistent = true, HistoryLength = 0 };
        var stored = new LoadedRoom(
            new StoredRoom(s_room, configuration, null, null), [new RoomAffiliation(s_romeo.Bare, Affiliation.Owner)]);
        var rooms = Stub<IRoomStore>.With((method, _) =>
            method == nameof(IRoomStore.FindAsync) ? Task.FromResult<LoadedRoom?>(stored) : null);
        var delivery = new RoomDelivery(() => throw new InvalidOperationException("nothing is sent"), counted, TimeProvider.System);
        var registry = new RoomRegistry(new RoomTools
        {
            Keeping = new RoomKeeping(rooms, new RoomArchive(archive, _ids, TimeProvider.System, true), counted, 0),
            Delivery = delivery,
            Absentees = new RoomAbsentees(null, new HostTable([new HostOptions { Name = "capulet.example" }])),
            Metrics = counted,
            Time = TimeProvider.System,
            OnException = (e, _) => throw e,
            Stopping = ct,
        });
        var reading = new RoomReading(registry, new RoomQueries(archive, _ids, new ArchiveOptions(), metrics), archive, delivery);
        var query = new Iq(IqType.Set, "q", s_romeo, s_room, new XElement(ArchiveNames.Query));
        Assert.That(reading.IsFor(query, s_room), Is.True);

        var answer = reading.AnswerAsync(query, s_romeo, s_room, ct);
        Assert.That((await _asked.Task.WaitAsync(ct)).Last, Is.EqualTo(77), "what comes later is heard live");
        var next = new RoomWork((state, _) => new ValueTask<RoomOutcome>(RoomOutcome.Unchanged(state)), StanzaKind.Message);
        Assert.That(await registry.PostAsync(s_room, next).WaitAsync(ct), Is.Null, "the room goes on");
        Assert.That(answer.IsCompleted, Is.False, "and the page is still being read");

        _page.SetResult(null); // a mark that is not there
        Assert.That((await answer.WaitAsync(ct))?.Condition, Is.EqualTo("item-not-found"));
    }

    public void Dispose() => _ids.Dispose();

    private Task<ArchivePage?> Read(ArchiveQuery query)
    {
        _asked.SetResult(query);
        return _page.Task;
    }
}
