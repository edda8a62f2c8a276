using System.Xml.Linq;
using Microsoft.Extensions.Logging.Abstractions;
using Xmpp.Server.Observability;
using Xmpp.Server.Routing;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Tests.Sessions;

[Spec("RFC 6120", "10.1"), Case("SM-06"), CancelAfter(30_000)]
public class BacklogsTests
{
    private static readonly Jid s_juliet = Jid.Parse("juliet@capulet.example");
    private static readonly Jid s_romeo = Jid.Parse("romeo@montague.example/orchard");

    private readonly List<long?> _brought = [];
    private readonly ServerMetrics _metrics = new(Prometheus.Metrics.NewCustomRegistry());
    private CancellationTokenSource _stopping = new();
    private Func<StanzaContext, Func<CancellationToken, Task>, Task> _route = static (_, _) => Task.CompletedTask;
    private Action _outage = static () => { };

    [SetUp]
    public void SetUp()
    {
        _brought.Clear();
        _stopping = new CancellationTokenSource();
        _route = static (_, _) => Task.CompletedTask;
    }

    [TearDown]
    public void TearDown() => _stopping.Dispose();

    [Test]
    public async Task Two_sessions_that_end_at_once_leave_one_backlog()
    {
        var backlogs = NewBacklogs();
        var first = backlogs.Add(s_juliet, [New(2), New(4), New(7)], _outage);
        var second = backlogs.Add(s_juliet, [New(1), New(5), New(6)], _outage);
        await Task.WhenAll(backlogs.BringAsync(first), backlogs.BringAsync(second));
        Assert.That(_brought, Is.EqualTo(new long?[] { 1, 2, 4, 5, 6, 7 }));
    }

    [Test]
    public async Task What_both_were_to_get_comes_once_and_in_its_place()
    {
        var backlogs = NewBacklogs();
        OutboundStanza[] shared = [New(1, sessions: 2), New(3, sessions: 2)];
        var first = backlogs.Add(s_juliet, [shared[0], New(2), shared[1]], _outage);
        var second = backlogs.Add(s_juliet, shared, _outage);
        await Task.WhenAll(backlogs.BringAsync(first), backlogs.BringAsync(second));
        Assert.That(_brought, Is.EqualTo(new long?[] { 1, 2, 3 }));
    }

    [Test]
    public async Task One_that_ends_later_takes_its_place_among_what_still_waits()
    {
        var backlogs = NewBacklogs();
        Task? second = null;
        _route = (context, _) =>
        {
            if (context.Place == 1)
                second = backlogs.BringAsync(backlogs.Add(s_juliet, [New(3)], _outage));
            return Task.CompletedTask;
        };
        await backlogs.BringAsync(backlogs.Add(s_juliet, [New(1), New(2), New(4)], _outage));
        await second!;
        Assert.That(_brought, Is.EqualTo(new long?[] { 1, 2, 3, 4 }));
    }

    [Test]
    public async Task Where_another_session_ends_because_of_it_what_that_leaves_goes_first_where_it_is_older()
    {
        var backlogs = NewBacklogs();
        Task? second = null;
        _route = async (context, olderFirst) =>
        {
            if (context.Place != 3)
                return;
            second = backlogs.BringAsync(backlogs.Add(s_juliet, [New(1), New(2), New(4)], _outage));
            await olderFirst(CancellationToken.None); // nobody waits for himself
        };
        await backlogs.BringAsync(backlogs.Add(s_juliet, [New(3), New(5)], _outage));
        await second!;
        Assert.That(_brought, Is.EqualTo(new long?[] { 1, 2, 3, 4, 5 }));
    }

    [Test]
    public async Task A_failure_of_one_is_that_of_one()
    {
        var backlogs = NewBacklogs();
        _route = (context, _) => context.Place == 1 ? throw new InvalidOperationException("a fault") : Task.CompletedTask;
        await backlogs.BringAsync(backlogs.Add(s_juliet, [New(1), New(2)], _outage));
        Assert.That(_brought, Is.EqualTo(new long?[] { 2 }));
    }

    [Test]
    public async Task A_stop_leaves_nobody_waiting()
    {
        var backlogs = NewBacklogs();
        _route = async (_, _) =>
        {
            await _stopping.CancelAsync();
            throw new OperationCanceledException(_stopping.Token);
        };
        await backlogs.BringAsync(backlogs.Add(s_juliet, [New(1), New(2)], _outage));
        Assert.That(_brought, Is.Empty);
    }

    [Test]
    public async Task An_outage_is_told_to_all_whose_backlog_waits()
    {
        var told = 0;
        var backlogs = NewBacklogs(route: (_, onOutage, _, _) =>
        {
            onOutage();
            return default;
        });
        var first = backlogs.Add(s_juliet, [New(1)], () => told++);
        var second = backlogs.Add(s_juliet, [New(2)], () => told += 10);
        await Task.WhenAll(backlogs.BringAsync(first), backlogs.BringAsync(second));
        Assert.That(told, Is.EqualTo(21), "both at the first, and the second at its own");
    }

    [Test]
    public async Task Nothing_left_is_done_at_once()
    {
        var backlogs = NewBacklogs();
        var backlog = backlogs.Add(s_juliet, [New(1, sessions: 2)], _outage);
        Assert.That(backlog.IsEmpty, Is.True, "another session still has it");
        await backlogs.BringAsync(backlog);
        Assert.That(_brought, Is.Empty);
    }

    private Backlogs NewBacklogs(Backlogs.RouteAsync? route = null) => new(
        route ?? RouteAsync, new BackgroundWork(NullLogger<BackgroundWork>.Instance, _stopping.Token), _metrics);

    private async ValueTask RouteAsync(
        StanzaContext context, Action onOutage, Func<CancellationToken, Task> olderFirst, CancellationToken ct)
    {
        await _route(context, olderFirst);
        _brought.Add(context.Place);
    }

    private static OutboundStanza New(long place, int sessions = 1)
    {
        var message = new Message(new XElement(XmppNames.Message), s_romeo, s_juliet, $"m{place}", null, "chat");
        var delivery = new Delivery(new StanzaContext(message, s_romeo, s_juliet, StanzaOrigin.Server) { Place = place });
        for (var i = 0; i < sessions; i++)
            delivery.Begin();
        return new OutboundStanza(message, delivery);
    }
}
