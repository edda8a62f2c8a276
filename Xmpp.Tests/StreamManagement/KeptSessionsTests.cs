using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Server.Routing;
using Xmpp.Server.Sessions;
using Xmpp.Server.StreamManagement;
using Xmpp.Server.Streams;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage;
using Xmpp.Tests.Sessions;

namespace Xmpp.Tests.StreamManagement;

/// <summary>A message that comes while the server stops, to a session that has been written down already.</summary>
[Spec("XEP-0198", "5"), Case("SM-09")]
public class KeptSessionsTests
{
    private static readonly Jid s_juliet = Jid.Parse("juliet@capulet.example");
    private static readonly Jid s_romeo = Jid.Parse("romeo@capulet.example");

    [Test, CancelAfter(60_000)]
    public async Task A_session_that_has_missed_a_message_since_it_was_kept_is_not_resumed([Values] bool hasMissed, CancellationToken ct)
    {
        var directory = Directory.CreateTempSubdirectory("xmpp-test-kept-").FullName;
        try
        {
            var storage = new DatabaseOptions { Path = Path.Combine(directory, "xmpp.db") };
            string id;
            await using (var host = await TestHost.StartAsync(storage: storage, accounts: [s_juliet.ToString()]))
            {
                var session = await HibernateAsync(host, ct);
                id = session.Management!.Id;
                if (hasMissed)
                {
                    session.Freeze();
                    session.Post(new OutboundStanza(new Message(
                        new XElement(XmppNames.Message, new XElement(XmppNames.Client + "body", "hi")), s_juliet, session.FullJid, "m1", null, "chat")));
                }
            }
            await using var next = await TestHost.StartAsync(storage: storage);
            Assert.That(next.Server.C2s.Resumable.Find(id, s_juliet), hasMissed ? Is.Null : Is.Not.Null);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Test, CancelAfter(60_000)]
    public async Task What_comes_for_a_session_that_was_kept_is_kept_as_well_and_not_refused([Values] bool isArchiveOn, CancellationToken ct)
    {
        await using var host = await TestHost.StartAsync(
            features: new FeatureOptions { Archive = new ArchiveOptions { Enabled = isArchiveOn } },
            accounts: [s_juliet.ToString(), s_romeo.ToString()]);
        var session = await HibernateAsync(host, ct);
        var answers = new TestConnection();
        var romeo = await BindAsync(host, s_romeo, answers, ct);
        session.Freeze();
        await RouteAsync(host, romeo.FullJid, session.FullJid, ct);
        var stores = new Stores(host.Server.Storage, TimeProvider.System);
        Assert.That(answers.Written, Is.Empty);
        Assert.That(session.HasMissed);
        Assert.That(await stores.Offline.ReadAsync(s_juliet, 0, 10, ct), Has.Count.EqualTo(1));
    }

    /// <summary>A crash: the next server starts with the database as it is while the one before still runs.</summary>
    [Test, CancelAfter(60_000), Case("SM-09")]
    public async Task What_a_resumed_session_had_not_acknowledged_when_the_server_crashes_is_not_lost(
        [Values] bool isAcknowledged, CancellationToken ct)
    {
        await CrashAsync(
            isAcknowledged, (host, kept, connection) => ResumeAsync(host, kept.Management!.Id, connection, ct), ct);
    }

    [Test, CancelAfter(60_000), Case("SM-09")]
    public async Task What_another_session_got_of_a_kept_one_and_had_not_acknowledged_when_the_server_crashes_is_not_lost(
        [Values] bool isAcknowledged, CancellationToken ct)
    {
        await CrashAsync(isAcknowledged, async (host, kept, connection) =>
        {
            var session = await BindAsync(host, s_juliet, connection, ct);
            host.Server.C2s.Management!.Handle(session, new XElement(SmElements.Enable));
            var presence = new Presence(PresenceType.Available, session.FullJid, null);
            host.Server.Sessions.Update(session, r => r with { IsAvailable = true, LastPresence = presence });
            kept.BeginEnd(kept);
            return session;
        }, ct);
    }

    [Test, CancelAfter(60_000)]
    public async Task Of_two_kept_sessions_with_one_address_the_later_waits_and_the_messages_of_the_other_go_on(CancellationToken ct)
    {
        var directory = Directory.CreateTempSubdirectory("xmpp-test-kept-").FullName;
        try
        {
            var storage = new DatabaseOptions { Path = Path.Combine(directory, "xmpp.db") };
            Jid address;
            await using (var first = await TestHost.StartAsync(storage: storage, accounts: [s_juliet.ToString(), s_romeo.ToString()]))
            {
                var session = await HibernateAsync(first, ct);
                address = session.FullJid;
                await RouteAsync(first, s_romeo, address, ct);
            }
            string later;
            await using (var second = await TestHost.StartAsync(storage: storage))
            {
                var stores = new Stores(second.Server.Storage, TimeProvider.System);
                var kept = (await stores.SavedSessions.LoadAllAsync(ct)).Single();
                var session = second.Server.C2s.Resumable.Find(kept.Id, s_juliet)!;
                session.BeginEnd(session);
                await IdleAsync(second);
                later = (await HibernateAsync(second, ct, address.Resource)).Management!.Id;
                await stores.SavedSessions.SaveAsync(kept with { ExpiresAt = DateTimeOffset.UnixEpoch }, ct);
            }
            await using var third = await TestHost.StartAsync(storage: storage);
            await IdleAsync(third);
            var connection = new TestConnection();
            var resumed = await ResumeAsync(third, later, connection, ct);
            Assert.That(resumed.FullJid, Is.EqualTo(address));
            Assert.That(connection.Written, Does.Contain("<body>hi</body>"));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task CrashAsync(
        bool isAcknowledged, Func<TestHost, Session, TestConnection, Task<Session>> takeAsync, CancellationToken ct)
    {
        var directory = Directory.CreateTempSubdirectory("xmpp-test-kept-").FullName;
        try
        {
            var storage = new DatabaseOptions { Path = Path.Combine(directory, "xmpp.db") };
            string id;
            await using (var first = await TestHost.StartAsync(storage: storage, accounts: [s_juliet.ToString(), s_romeo.ToString()]))
            {
                var session = await HibernateAsync(first, ct);
                id = session.Management!.Id;
                await RouteAsync(first, s_romeo, session.FullJid, ct);
            }
            await using var second = await TestHost.StartAsync(storage: storage);
            var connection = new TestConnection();
            var taker = await takeAsync(second, second.Server.C2s.Resumable.Find(id, s_juliet)!, connection);
            await IdleAsync(second);
            Assert.That(connection.Written, Does.Contain("<body>hi</body>"));
            if (isAcknowledged)
                second.Server.C2s.Management!.Handle(taker, new XElement(SmElements.Answer, new XAttribute("h", "1")));
            await IdleAsync(second);
            foreach (var file in Directory.GetFiles(directory, "xmpp.db*"))
                File.Copy(file, file.Replace("xmpp.db", "crashed.db", StringComparison.Ordinal));
            await using var third = await TestHost.StartAsync(storage: storage with { Path = Path.Combine(directory, "crashed.db") });
            Assert.That(third.Server.C2s.Resumable.Find(id, s_juliet), Is.Null);
            var stores = new Stores(third.Server.Storage, TimeProvider.System);
            while ((await stores.SavedSessions.LoadAllAsync(ct)).Count > 0)
                await Task.Delay(10, ct); // until its end has been looked after
            Assert.That(await stores.Offline.ReadAsync(s_juliet, 0, 10, ct), Has.Count.EqualTo(isAcknowledged ? 0 : 1));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task IdleAsync(TestHost host)
    {
        while (host.Server.Background.Running > 0)
            await Task.Yield();
    }

    private static async Task RouteAsync(TestHost host, Jid from, Jid to, CancellationToken ct)
    {
        var message = new Message(
            new XElement(XmppNames.Message, new XElement(XmppNames.Client + "body", "hi")), from, to, "m1", null, "chat");
        var context = new StanzaContext(message, from, to, StanzaOrigin.RemoteServer) { ReceivedAt = TimeProvider.System.GetUtcNow() };
        await host.Server.Router.RouteAsync(context, ct);
    }

    private static async Task<Session> ResumeAsync(TestHost host, string id, TestConnection connection, CancellationToken ct)
    {
        var resume = new XElement(SmElements.Resume, new XAttribute("previd", id), new XAttribute("h", "0"));
        var reply = await host.Server.C2s.Management!.ResumeAsync(
            s_juliet, resume, new StreamLink(connection, StreamFraming.Client, _ => { }, () => Task.CompletedTask), ct);
        reply.Resumed!.WriteAgain();
        return reply.Resumed;
    }

    private static async Task<Session> HibernateAsync(TestHost host, CancellationToken ct, string? resource = null)
    {
        var connection = new TestConnection();
        var session = await BindAsync(host, s_juliet, connection, ct, resource);
        host.Server.C2s.Management!.Handle(session, new XElement(SmElements.Enable, new XAttribute("resume", "true")));
        Assert.That(host.Server.C2s.Resumable.TryHibernate(session, connection), Is.True);
        return session;
    }

    private static async Task<Session> BindAsync(
        TestHost host, Jid account, TestConnection connection, CancellationToken ct, string? resource = null)
    {
        var bind = new XElement(
            XmppNames.Iq, new XAttribute("type", "set"), new XAttribute("id", "b"),
            new XElement(StreamNames.Bind, resource is null ? null : new XElement(StreamNames.Bind.Namespace + "resource", resource)));
        var (session, _) = await host.Server.C2s.Binding.BindAsync(
            account, bind, new StreamLink(connection, StreamFraming.Client, _ => { }, () => Task.CompletedTask), false, ct);
        return session!;
    }
}
