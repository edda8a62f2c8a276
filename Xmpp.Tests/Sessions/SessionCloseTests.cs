using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Server.Routing;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Tests.Sessions;

/// <summary>
/// A session that is closed by one thread (full outbox, kick, replaced) while its loop writes: each stanza is with the client,
/// or given back to be routed again, in order; never neither.
/// </summary>
[Spec("XEP-0198", "5"), Case("SM-06")]
public class SessionCloseTests
{
    private static readonly Jid s_juliet = Jid.Parse("juliet@capulet.example/balcony");
    private static readonly Jid s_romeo = Jid.Parse("romeo@montague.example/orchard");

    [Test]
    public void What_is_being_written_when_a_session_with_acknowledgements_is_closed_is_given_back([Range(1, 3)] int write)
    {
        var (session, connection) = NewSession(isManaged: true);
        var before = Post(session, "a1");
        session.Drain();
        Delivery[] during = [Post(session, "b1"), Post(session, "b2"), Post(session, "b3")];
        var left = CloseInWrite(session, connection, write);
        Assert.That(Deliveries(left), Is.EqualTo([before, .. during]), "all, and in their order");
        Assert.That(during.Any(delivery => delivery.IsTaken), Is.False);
    }

    [Test]
    public void And_so_is_what_its_client_would_have_fetched([Range(1, 3)] int write)
    {
        var (session, connection) = NewSession(isAnswering: true);
        Delivery[] all = [Post(session, "b1"), Post(session, "b2"), Post(session, "b3")];
        var left = CloseInWrite(session, connection, write);
        Assert.That(Deliveries(left), Is.EqualTo(all));
        session.OnTaken();
        Assert.That(all.Any(delivery => delivery.IsTaken), Is.False);
    }

    [Test]
    public void Nothing_more_is_written_of_what_was_given_back()
    {
        var (session, connection) = NewSession(isManaged: true);
        Post(session, "b1");
        Post(session, "b2");
        CloseInWrite(session, connection, 1);
        Assert.That(connection.Written, Does.Contain("b1").And.Not.Contain("b2"));
    }

    [Test]
    public void Without_acknowledgements_what_is_being_written_is_with_the_client()
    {
        var (session, connection) = NewSession();
        Delivery[] all = [Post(session, "b1"), Post(session, "b2")];
        Assert.That(CloseInWrite(session, connection, 1), Is.Empty);
        Assert.That(all.All(delivery => delivery.IsTaken), Is.True);
        Assert.That(connection.Written, Does.Contain("b1").And.Contain("b2"));
    }

    [Test]
    public void What_comes_while_it_writes_is_written_behind_the_rest([Values] bool isAgain)
    {
        var (session, connection) = NewSession(isManaged: true);
        Post(session, "b1");
        Post(session, "b2");
        if (isAgain)
            session.Drain();
        connection.Writing = () =>
        {
            connection.Writing = null;
            Post(session, "c1");
            session.Drain(); // there is room, says the connection
        };
        if (isAgain)
            session.WriteAgain();
        else
            session.Drain();
        session.Drain();
        var written = connection.Written.Split(" id='").Skip(1).Select(part => part[..2]);
        Assert.That(written, Is.EqualTo(isAgain ? new[] { "b1", "b2", "b1", "b2", "c1" } : ["b1", "b2", "c1"]));
    }

    [Test]
    public void What_comes_to_a_closed_session_is_refused_at_once()
    {
        var (session, _) = NewSession(isManaged: true);
        session.Close();
        Assert.That(session.Post(new OutboundStanza(NewMessage("c1"))), Is.EqualTo(HandOver.Gone));
    }

    [Test, Case("SM-09")]
    public void What_was_kept_for_another_run_and_was_to_get_a_message_since_is_not_as_it_was_kept()
    {
        var (session, _) = NewSession(isManaged: true);
        var delivery = Post(session, "a1");
        session.Drain();
        var (acknowledged, waiting) = session.Freeze();
        Assert.That((acknowledged, waiting.Single().Delivery), Is.EqualTo((0u, delivery)));
        Assert.That(session.TryBeginResume(out _), Is.False, "it goes on in the other run only");
        Assert.That(session.Post(new OutboundStanza(new Presence(PresenceType.Available, s_romeo, s_juliet))), Is.EqualTo(HandOver.Gone));
        Assert.That(session.HasMissed, Is.False, "presence is of the moment");
        Assert.That(session.Post(new OutboundStanza(NewMessage("c1"))), Is.EqualTo(HandOver.Gone));
        Assert.That(session.HasMissed, Is.True);
    }

    [Test]
    public void An_acknowledgement_that_comes_too_late_is_no_fault_and_settles_nothing()
    {
        var (session, _) = NewSession(isManaged: true);
        var delivery = Post(session, "a1");
        session.Drain();
        Assert.That(Deliveries(session.Close()), Is.EqualTo(new[] { delivery }));
        Assert.That(session.Management!.TryAcknowledge(1), Is.True);
        Assert.That(delivery.IsTaken, Is.False, "it is being routed again");
    }

    [Test, Spec("RFC 6120", "7.7.2.2")]
    public void Its_stream_is_over_from_its_end_until_another_one_resumes_it()
    {
        var (session, connection) = NewSession(isManaged: true);
        Assert.That(session.IsStreamOver, Is.False);
        session.NoteStreamEnd(connection);
        Assert.That(session.IsStreamOver, Is.True);
        Assert.That(session.TryHibernate(connection), Is.True);
        Assert.That(session.IsStreamOver, Is.True, "it waits for its client");
        Assert.That(session.TryBeginResume(out _), Is.True);
        Assert.That(session.TryAttach(new(new TestConnection(), StreamFraming.Client, _ => { }, () => Task.CompletedTask)), Is.True);
        Assert.That(session.IsStreamOver, Is.False);
    }

    /// <summary>Three threads post, one drains and acknowledges, one closes at some moment.</summary>
    [Test, CancelAfter(30_000)]
    public void Every_stanza_has_exactly_one_fate([Values] bool isManaged, CancellationToken ct)
    {
        for (var round = 0; round < 150 && !ct.IsCancellationRequested; round++)
        {
            var (session, connection) = NewSession(isManaged);
            connection.Keeps = false;
            connection.Writing = static () => Thread.SpinWait(300); // as long as it writes, something may happen
            using var start = new Barrier(5);
            var posted = new List<(Delivery Delivery, HandOver Outcome)>[3];
            IReadOnlyList<OutboundStanza> left = [];
            var isOver = false;
            var threads = Enumerable.Range(0, 3).Select(i => new Thread(() =>
            {
                var mine = posted[i] = [];
                start.SignalAndWait();
                for (var n = 0; n < 20; n++)
                {
                    var delivery = NewDelivery($"t{i}-{n}", out var stanza);
                    mine.Add((delivery, session.Post(stanza)));
                }
            })).ToList();
            threads.Add(new Thread(() =>
            {
                start.SignalAndWait();
                do
                {
                    session.Drain();
                    session.Management?.TryAcknowledge(session.Management.Sent);
                }
                while (!Volatile.Read(ref isOver));
            }));
            threads.Add(new Thread(() =>
            {
                start.SignalAndWait();
                Thread.SpinWait(round * 100);
                left = session.Close();
                Volatile.Write(ref isOver, true);
            }));
            threads.ForEach(thread => thread.Start());
            threads.ForEach(thread => thread.Join());
            var given = Deliveries(left).ToHashSet();
            Assert.That(given, Has.Count.EqualTo(left.Count(s => s.Delivery is not null)), "nothing is given back twice");
            foreach (var (delivery, outcome) in posted.SelectMany(all => all))
            {
                var fates = (outcome == HandOver.Gone ? 1 : 0) + (delivery.IsTaken ? 1 : 0) + (given.Contains(delivery) ? 1 : 0);
                Assert.That(fates, Is.EqualTo(1), $"round {round}: {outcome}, {delivery.IsTaken}, {given.Contains(delivery)}");
            }
        }
    }

    private static IReadOnlyList<OutboundStanza> CloseInWrite(Session session, TestConnection connection, int write)
    {
        IReadOnlyList<OutboundStanza>? left = null;
        var count = 0;
        connection.Writing = () =>
        {
            if (++count != write)
                return;
            var other = new Thread(() => left = session.Close());
            other.Start();
            other.Join(); // no lock is held while it writes
        };
        session.Drain();
        return left ?? throw new InvalidOperationException("It was not written so often.");
    }

    private static IEnumerable<Delivery?> Deliveries(IEnumerable<OutboundStanza> stanzas) =>
        stanzas.Select(stanza => stanza.Delivery);

    private static Delivery Post(Session session, string id)
    {
        var delivery = NewDelivery(id, out var stanza);
        Assert.That(session.Post(stanza), Is.EqualTo(HandOver.Taken));
        return delivery;
    }

    private static Delivery NewDelivery(string id, out OutboundStanza stanza)
    {
        var message = NewMessage(id);
        var delivery = new Delivery(new StanzaContext(message, s_romeo, s_juliet, StanzaOrigin.Server));
        delivery.Begin();
        stanza = new OutboundStanza(message, delivery);
        return delivery;
    }

    private static Message NewMessage(string id) => new(
        new XElement(XmppNames.Message, new XElement(XmppNames.Client + "body", "hi")), s_romeo, s_juliet, id, null, "chat");

    private static (Session Session, TestConnection Connection) NewSession(bool isManaged = false, bool isAnswering = false)
    {
        var connection = new TestConnection { IsAnswering = isAnswering, RunsWork = false };
        var management = isManaged ? new StreamManagementOptions() : null;
        return (TestSession.New(s_juliet, connection, StreamFraming.WebSocket, management), connection);
    }
}
