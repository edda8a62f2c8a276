using System.Text;
using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Server.Sessions;
using Xmpp.Server.Streams;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Xml;
using Xmpp.Tests.Sessions;

namespace Xmpp.Tests.Routing;

/// <summary>
/// Pins what one routed chat message leaves behind: read, addressed, planned, handed over and written. Not in parallel:
/// other tests would push its addresses out of the shared cache.
/// </summary>
[NonParallelizable]
public class RoutedMessageAllocationTests
{
    private const int Messages = 2000;

    // Behind thousands of tests the optimised code comes late, and what it costs is what counts: so long it is waited for.
    private const int MaxRounds = 40;

    /// <summary>Measured 2,900 with .NET 10; the reader's tree is 1,900 of it.</summary>
    private const int MaxOctetsPerMessage = 3500;

    private static readonly byte[] s_message = Encoding.UTF8.GetBytes(
        "<message to='romeo@capulet.example/garden' type='chat' id='4bd8d3a6-6f3b-4a8e-9a55-1c6a0a7f1c11'>" +
        "<body>Wherefore art thou Romeo? Deny thy father and refuse thy name; or if thou wilt not, be but sworn my love" +
        "</body><active xmlns='http://jabber.org/protocol/chatstates'/><request xmlns='urn:xmpp:receipts'/>" +
        "<origin-id xmlns='urn:xmpp:sid:0' id='4bd8d3a6-6f3b-4a8e-9a55-1c6a0a7f1c11'/></message>");

    /// <summary>Measured 9,700 with .NET 10: two rows in SQLite, a commit for each message.</summary>
    private const int MaxOctetsPerArchivedMessage = 11_000;

    [Test]
    public async Task A_routed_message_leaves_little_behind()
    {
        await using var host = await StartAsync(isArchiveOn: false);
        var connection = new TestConnection { Keeps = false };
        var juliet = await BindAsync(host, "juliet@capulet.example", "balcony", new TestConnection());
        _ = await BindAsync(host, "romeo@capulet.example", "garden", connection);
        var reader = new StanzaReader(host.Server.C2s.LimitsAfterLogin);
        reader.Read("<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>"u8, out _);
        var sent = connection.Octets;
        var perMessage = long.MaxValue;
        for (var round = 0; round < MaxRounds && perMessage >= MaxOctetsPerMessage; round++)
        {
            await Task.Delay(round * 20);
            perMessage = Measure(host, juliet, reader);
        }

        await TestContext.Out.WriteLineAsync($"{perMessage} octets per routed message");
        Assert.Multiple(() =>
        {
            Assert.That(connection.Octets - sent, Is.GreaterThan(Messages * s_message.Length));
            Assert.That(perMessage, Is.LessThan(MaxOctetsPerMessage));
        });
    }

    [Test, Case("CAR-01")]
    public async Task Carbons_of_others_cost_nothing()
    {
        // The sender has carbons herself, which brings her no copy of what she sends.
        await using var host = await StartAsync(isArchiveOn: false);
        var juliet = await BindAsync(host, "juliet@capulet.example", "balcony", new TestConnection());
        _ = await BindAsync(host, "romeo@capulet.example", "garden", new TestConnection { Keeps = false });
        var reader = new StanzaReader(host.Server.C2s.LimitsAfterLogin);
        reader.Read("<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>"u8, out _);
        long without = long.MaxValue, with = long.MaxValue;
        for (var round = 0; round == 0 || (round < MaxRounds && Math.Abs(with - without) > 16); round++)
        {
            await Task.Delay(round * 20);
            host.Server.Sessions.Update(juliet, r => r with { HasCarbons = false });
            without = Math.Min(without, Measure(host, juliet, reader));
            host.Server.Sessions.Update(juliet, r => r with { HasCarbons = true });
            with = Math.Min(with, Measure(host, juliet, reader));
        }
        Assert.That(with, Is.InRange(500, 2 * MaxOctetsPerMessage)); // it was measured at all
        Assert.That(with, Is.EqualTo(without).Within(16));
    }

    private static long Measure(TestHost host, Session session, StanzaReader reader)
    {
        for (var i = 0; i < Messages; i++)
            Send(host, session, reader);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Messages; i++)
            Send(host, session, reader);
        return (GC.GetAllocatedBytesForCurrentThread() - before) / Messages;
    }

    [Test]
    public async Task So_does_one_that_is_archived_for_both()
    {
        await using var host = await StartAsync(isArchiveOn: true);
        var juliet = await BindAsync(host, "juliet@capulet.example", "balcony", new TestConnection { Keeps = false });
        _ = await BindAsync(host, "romeo@capulet.example", "garden", new TestConnection { Keeps = false });
        var reader = new StanzaReader(host.Server.C2s.LimitsAfterLogin);
        reader.Read("<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>"u8, out _);
        var perMessage = long.MaxValue;
        for (var round = 0; round < MaxRounds && perMessage >= MaxOctetsPerArchivedMessage; round++)
        {
            await Task.Delay(round * 20);
            perMessage = OneThread.Run(() => MeasureArchivedAsync(host, juliet, reader));
        }
        await TestContext.Out.WriteLineAsync($"{perMessage} octets per archived message");
        Assert.That(perMessage, Is.InRange(MaxOctetsPerMessage, MaxOctetsPerArchivedMessage));
    }

    // The session's thread and the one that writes to the database. Not those of the process: the runner's own may allocate.
    private static async Task<long> MeasureArchivedAsync(TestHost host, Session session, StanzaReader reader)
    {
        var (here, writer) = (GC.GetAllocatedBytesForCurrentThread(), await AllocatedByWriterAsync(host));
        await SendArchivedAsync(host, session, reader);
        here = GC.GetAllocatedBytesForCurrentThread() - here;
        return (here + await AllocatedByWriterAsync(host) - writer) / Messages;
    }

    private static Task<long> AllocatedByWriterAsync(TestHost host) => host.Server.Storage.WriteAsync(
        (_, _) => Task.FromResult(GC.GetAllocatedBytesForCurrentThread()), CancellationToken.None);

    // One after the other, as a session does it: each waits for its commit.
    private static async Task SendArchivedAsync(TestHost host, Session session, StanzaReader reader)
    {
        for (var i = 0; i < Messages; i++)
        {
            Assert.That(reader.Read(s_message, out _), Is.EqualTo(StreamEvent.Element));
            await host.Server.C2s.Stanzas.HandleAsync(
                session, reader.Element ?? throw new InvalidOperationException(), reader.ElementBytes, "en", _ => { });
        }
    }

    private static Task<TestHost> StartAsync(bool isArchiveOn) => TestHost.StartAsync(
        listens: false,
        features: new FeatureOptions { Archive = new ArchiveOptions { Enabled = isArchiveOn } },
        accounts: ["juliet@capulet.example", "romeo@capulet.example"]);

    private static void Send(TestHost host, Session session, StanzaReader reader)
    {
        Assert.That(reader.Read(s_message, out _), Is.EqualTo(StreamEvent.Element));
        var handling = host.Server.C2s.Stanzas.HandleAsync(
            session, reader.Element ?? throw new InvalidOperationException(), reader.ElementBytes, "en", _ => { });
        Assert.That(handling.IsCompletedSuccessfully, Is.True, "a message between two sessions waits for nothing");
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
