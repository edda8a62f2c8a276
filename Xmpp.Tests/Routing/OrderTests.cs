using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.Extensions.Logging.Abstractions;
using Xmpp.Server.Configuration;
using Xmpp.Server.Observability;
using Xmpp.Server.Routing;
using Xmpp.Server.Sessions;
using Xmpp.Server.StreamManagement;
using Xmpp.Server.Streams;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Xml;
using Xmpp.Storage;
using Xmpp.Storage.Archive;
using Xmpp.Storage.Offline;
using Xmpp.Tests.Sessions;

namespace Xmpp.Tests.Routing;

/// <summary>
/// RFC 6120 §10.1: what one sends to another comes in order, also where the recipient's sessions come and go. Another
/// resource of the recipient, which takes no messages, is told in the middle of each; there the next message is sent.
/// </summary>
public partial class OrderTests
{
    /// <summary>A commit takes a fraction of it; what has to wait is not done by then.</summary>
    private static readonly TimeSpan s_enough = TimeSpan.FromMilliseconds(150);

    private static readonly Jid s_romeo = Jid.Parse("romeo@capulet.example");

    [Test]
    public async Task What_a_dying_session_did_not_get_comes_before_what_was_sent_since([Values] bool isArchiveOn)
    {
        await using var host = await StartAsync(isArchiveOn);
        var juliet = await BindAsync(host, "juliet@capulet.example", "balcony", new TestConnection());
        var witness = new TestConnection();
        await ShowAsync(host, await BindAsync(host, "romeo@capulet.example", "witness", witness), -1);
        var garden = new TestConnection();
        var dying = await BindAsync(host, "romeo@capulet.example", "garden", garden);
        await ShowAsync(host, dying, 1);

        garden.IsWritable = false;
        await SendAsync(host, juliet, "first");
        await SendAsync(host, juliet, "second");
        Task? third = null;
        witness.Posting = () => third ??= SendBehindAsync(() => SendAsync(host, juliet, "third"));
        await host.Server.C2s.Ends.EndAsync(dying, CancellationToken.None);
        await (third ?? throw new InvalidOperationException("nobody was told"));

        var stored = await new OfflineStore(host.Server.Storage, TimeProvider.System)
            .ReadAsync(s_romeo, 0, 10, CancellationToken.None);
        Assert.That(stored.Select(m => Bodies(Encoding.UTF8.GetString(m.Stanza)).Single()), Is.EqualTo(new[] { "first", "second", "third" }));
    }

    [Test]
    public async Task What_waited_comes_before_what_is_sent_while_the_client_logs_in([Values] bool isArchiveOn)
    {
        await using var host = await StartAsync(isArchiveOn);
        var juliet = await BindAsync(host, "juliet@capulet.example", "balcony", new TestConnection());
        var witness = new TestConnection();
        await ShowAsync(host, await BindAsync(host, "romeo@capulet.example", "witness", witness), -1);
        await SendAsync(host, juliet, "first");
        await SendAsync(host, juliet, "second");
        var garden = new TestConnection();
        var coming = await BindAsync(host, "romeo@capulet.example", "garden", garden);
        Task? third = null;
        witness.Posting = () => third ??= SendBehindAsync(() => SendAsync(host, juliet, "third"));
        await ShowAsync(host, coming, 1);
        await (third ?? throw new InvalidOperationException("nobody was told"));
        Assert.That(Bodies(garden.Written), Is.EqualTo(new[] { "first", "second", "third" }));
    }

    [Test, CancelAfter(30_000)]
    public async Task A_room_or_a_server_does_not_stand_still_while_a_client_logs_in(CancellationToken ct)
    {
        await using var host = await StartAsync(isArchiveOn: true);
        var juliet = await BindAsync(host, "juliet@capulet.example", "balcony", new TestConnection());
        var garden = new TestConnection();
        await ShowAsync(host, await BindAsync(host, "romeo@capulet.example", "garden", garden), 1);
        Task local;
        using (host.Server.Sessions.CatchUps.Begin(s_romeo))
        {
            await FromAsync("room@rooms.capulet.example/nurse", StanzaOrigin.Server, "first");
            await FromAsync("tybalt@verona.example/street", StanzaOrigin.RemoteServer, "second");
            local = SendBehindAsync(() => SendAsync(host, juliet, "third"));
            while (await ArchivedAsync() < 3)
                await Task.Yield(); // then it has its turn
            await FromAsync("tybalt@verona.example/street", StanzaOrigin.RemoteServer, "fourth");
            Assert.That((Bodies(garden.Written), local.IsCompleted), Is.EqualTo((Array.Empty<string>(), false)));
        }
        await local.WaitAsync(ct);
        while (Bodies(garden.Written).Count() < 4)
            await Task.Yield();
        Assert.That(Bodies(garden.Written), Is.EqualTo(new[] { "first", "second", "third", "fourth" }));

        async Task<int> ArchivedAsync() =>
            (await new Stores(host.Server.Storage, TimeProvider.System).Archive.ReadAsync(s_romeo, new ArchiveQuery { MaxMessages = 10 }, ct))
                ?.Messages.Count ?? 0;

        async Task FromAsync(string from, StanzaOrigin origin, string body)
        {
            var stanza = Read(host, $"<message from='{from}' to='{s_romeo}' type='chat'><body>{body}</body></message>");
            var context = new StanzaContext(stanza, stanza.From!, s_romeo, origin) { ReceivedAt = TimeProvider.System.GetUtcNow() };
            await host.Server.Router.RouteAsync(context, ct).AsTask().WaitAsync(TimeSpan.FromSeconds(5), ct);
        }
    }

    /// <summary>A device reads on from the newest that it has: what it has sent elsewhere must not come before what still waits.</summary>
    [Test, CancelAfter(30_000), Case("MAM-05")]
    public async Task A_copy_of_what_the_account_sends_comes_behind_what_waits_for_it(CancellationToken ct)
    {
        await using var host = await StartAsync(isArchiveOn: true);
        var juliet = await BindAsync(host, "juliet@capulet.example", "balcony", new TestConnection());
        var garden = new TestConnection();
        var reading = await BindAsync(host, "romeo@capulet.example", "garden", garden);
        await ShowAsync(host, reading, 1);
        host.Server.Sessions.Update(reading, resource => resource with { HasCarbons = true });
        var street = await BindAsync(host, "romeo@capulet.example", "street", new TestConnection());
        Task first;
        using (host.Server.Sessions.CatchUps.Begin(s_romeo))
        {
            first = SendAsync(host, juliet, "first"); // waits, and its turn is over
            while ((await new Stores(host.Server.Storage, TimeProvider.System).Archive.ReadAsync(s_romeo, new ArchiveQuery { MaxMessages = 10 }, ct))?.Messages.Count is not 1)
                await Task.Yield();
            await HandleAsync(host, street, "<message to='juliet@capulet.example' type='chat'><body>second</body></message>").WaitAsync(ct);
            Assert.That(Bodies(garden.Written), Is.Empty);
        }
        await first.WaitAsync(ct);
        while (Bodies(garden.Written).Count() < 2)
            await Task.Yield();
        Assert.That(Bodies(garden.Written), Is.EqualTo(new[] { "first", "second" }));
    }

    [Test, CancelAfter(30_000), Case("SM-07")]
    public async Task A_session_that_waits_for_its_client_and_can_take_no_more_ends_and_leaves_all_in_order(CancellationToken ct)
    {
        await using var host = await TestHost.StartAsync(
            new LimitOptions { OutboxStanzas = 64 }, listens: false, accounts: ["juliet@capulet.example", "romeo@capulet.example"]);
        var juliet = await BindAsync(host, "juliet@capulet.example", "balcony", new TestConnection());
        var connection = new TestConnection();
        var garden = await BindAsync(host, "romeo@capulet.example", "garden", connection);
        await ShowAsync(host, garden, 1);
        host.Server.C2s.Management!.Handle(garden, new XElement(SmElements.Enable, new XAttribute("resume", "true")));
        Assert.That(host.Server.C2s.Resumable.TryHibernate(garden, connection), Is.True);
        string[] bodies = [.. Enumerable.Range(1, 100).Select(i => $"{i}")];
        foreach (var body in bodies)
            await SendAsync(host, juliet, body).WaitAsync(ct);

        var stored = await new OfflineStore(host.Server.Storage, TimeProvider.System).ReadAsync(s_romeo, 0, 200, ct);
        Assert.That(stored.Select(m => Bodies(Encoding.UTF8.GetString(m.Stanza)).Single()), Is.EqualTo(bodies));
        Assert.That(host.Server.Sessions.Find(s_romeo), Is.Empty);
    }

    [Test, CancelAfter(30_000)]
    public async Task So_many_wait_and_what_comes_then_does_not_wait(CancellationToken ct)
    {
        await using var host = await StartAsync(isArchiveOn: false);
        var catchUp = host.Server.Sessions.CatchUps.Begin(s_romeo);
        var background = new BackgroundWork(NullLogger<BackgroundWork>.Instance, ct);
        var few = new MessagesBehind(host.Server.Sessions, background, 2, long.MaxValue, host.Server.Metrics);
        var small = new MessagesBehind(host.Server.Sessions, background, 10, 10_000, host.Server.Metrics);
        var stanza = Read(host, $"<message from='a@verona.example' to='{s_romeo}'><body>a</body></message>").WithSize(6000);
        var calls = new List<int>();
        var waiting = new[] { AddAsync(few, 1), AddAsync(few, 2), AddAsync(few, 3), AddAsync(small, 4), AddAsync(small, 5) };
        Assert.That(waiting.Select(task => task is not null), Is.EqualTo(new[] { true, true, false, true, false }));
        Assert.That(calls, Is.Empty);
        catchUp.Dispose();
        await Task.WhenAll(waiting.OfType<Task>()).WaitAsync(ct);
        Assert.That(calls.Where(call => call < 4), Is.EqualTo(new[] { 1, 2 }));
        while (background.Running > 0)
            await Task.Yield();
        Assert.That(AddAsync(few, 6), Is.Null, "nothing is being brought");

        Task? AddAsync(MessagesBehind behind, int number) => behind.TryAddAsync(
            new StanzaContext(stanza, stanza.From!, s_romeo, StanzaOrigin.Server), _ =>
            {
                lock (calls)
                    calls.Add(number);
                return Task.CompletedTask;
            });
    }

    // Gives it the time that it would take if it did not have to wait.
    private static Task SendBehindAsync(Func<Task> send)
    {
        var done = new ManualResetEventSlim();
        var sending = Task.Run(async () =>
        {
            await send();
            done.Set();
        });
        done.Wait(s_enough);
        return sending;
    }

    [GeneratedRegex("<body>([^<]*)</body>")]
    private static partial Regex Body { get; }

    private static IEnumerable<string> Bodies(string xml) => Body.Matches(xml).Select(m => m.Groups[1].Value);

    private static Task<TestHost> StartAsync(bool isArchiveOn) => TestHost.StartAsync(
        listens: false,
        features: new FeatureOptions { Archive = new ArchiveOptions { Enabled = isArchiveOn } },
        accounts: ["juliet@capulet.example", "romeo@capulet.example"]);

    private static Task SendAsync(TestHost host, Session session, string body) =>
        HandleAsync(host, session, $"<message to='{s_romeo}' type='chat'><body>{body}</body></message>");

    private static Task ShowAsync(TestHost host, Session session, int priority) =>
        HandleAsync(host, session, $"<presence><priority>{priority}</priority></presence>");

    private static async Task HandleAsync(TestHost host, Session session, string xml)
    {
        var reader = ReadElement(host, xml);
        await host.Server.C2s.Stanzas.HandleAsync(
            session, reader.Element ?? throw new InvalidOperationException(), reader.ElementBytes, "en", _ => { });
    }

    private static Stanza Read(TestHost host, string xml) =>
        Stanza.Read(ReadElement(host, xml).Element!, out var stanza) is null && stanza is not null
            ? stanza
            : throw new InvalidOperationException();

    private static StanzaReader ReadElement(TestHost host, string xml)
    {
        var reader = new StanzaReader(host.Server.C2s.LimitsAfterLogin);
        reader.Read("<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>"u8, out _);
        Assert.That(reader.Read(Encoding.UTF8.GetBytes(xml), out _), Is.EqualTo(StreamEvent.Element));
        return reader;
    }

    private static async Task<Session> BindAsync(TestHost host, string account, string resource, TestConnection connection)
    {
        var bind = new XElement(
            XmppNames.Iq, new XAttribute("type", "set"), new XAttribute("id", "b"),
            new XElement(StreamNames.Bind, new XElement(StreamNames.BindResource, resource)));
        var (session, _) = await host.Server.C2s.Binding.BindAsync(
            Jid.Parse(account), bind, new StreamLink(connection, StreamFraming.Client, _ => { }, () => Task.CompletedTask), false, CancellationToken.None);
        return session ?? throw new InvalidOperationException("not bound");
    }
}
