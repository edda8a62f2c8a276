using System.Xml.Linq;
using Microsoft.Extensions.Time.Testing;
using Xmpp.Server.Configuration;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage;
using Xmpp.Storage.Offline;
using Xmpp.Tests.Wire;

namespace Xmpp.Tests.Features.Offline;

/// <summary>More waits than the outbox of a session holds: it comes as fast as the client reads, and nobody else waits for that.</summary>
[Spec("XEP-0160", "2"), Case("ABU-06")]
public class OfflineRoomTests
{
    private const int Count = 2600; // of 4 KiB each

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(60));
    private TestHost _host = null!;
    private CancellationTokenSource _patience = null!;

    private CancellationToken Ct => _patience.Token;

    [OneTimeSetUp]
    public async Task StartAsync() => _host = await TestHost.StartAsync(
        new LimitOptions { OutboxBytes = 262_144, StanzasPerSecond = 0, BytesPerSecond = 0 }, _time,
        accounts: ["juliet@capulet.example", "romeo@capulet.example", "nurse@capulet.example", "tybalt@capulet.example"]);

    [OneTimeTearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    [SetUp]
    public void Begin() => _patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));

    [TearDown]
    public void End() => _patience.Dispose();

    [Test]
    public async Task Who_reads_gets_all_of_it_in_order()
    {
        await StoreAsync("juliet", Count);
        await using var juliet = await LogInAsync("juliet", "balcony");
        await juliet.SendAsync("<presence/>", Ct);
        Assert.That(await MessagesAsync(juliet, Count), Is.EqualTo(Enumerable.Range(0, Count)));
    }

    [Test]
    public async Task Who_does_not_acknowledge_is_let_go_and_keeps_nobody_waiting()
    {
        await StoreAsync("romeo", Count);
        await using var deaf = await LogInAsync("romeo", "deaf");
        await deaf.SendAsync("<enable xmlns='urn:xmpp:sm:3'/>", Ct);
        await deaf.NextAsync(Ct);
        await deaf.SendAsync("<presence/>", Ct);
        var got = await MessagesAsync(deaf, 100);
        Assert.That(got, Is.EqualTo(Enumerable.Range(0, 100)));
        // What changes the account is done under the same lock.
        await deaf.SendAsync(
            "<iq type='set' id='r1'><query xmlns='jabber:iq:roster'><item jid='nurse@capulet.example'/></query></iq>", Ct);

        await using var other = await LogInAsync("romeo", "orchard");
        await other.SendAsync("<presence/>", Ct);
        var rest = await MessagesAsync(other, 100);
        Assert.That(rest, Is.Ordered.Ascending);
        Assert.That(rest[0], Is.GreaterThan(99), "what one resource has, no other is given");

        var reading = MessagesAsync(other, Count - 100);
        while (_host.Server.Sessions.Find(Jid.Parse("romeo@capulet.example")).Length > 1 && !Ct.IsCancellationRequested)
        {
            _time.Advance(TimeSpan.FromSeconds(5));
            await Task.Delay(5, Ct);
        }
        // What it did not acknowledge is given to the one that reads.
        Assert.That(rest.Concat(await reading).Order(), Is.EqualTo(Enumerable.Range(0, Count)));
    }

    [Test]
    public async Task What_came_back_and_is_removed_then_does_not_keep_the_rest_in_the_store()
    {
        var account = Jid.Parse("nurse@capulet.example");
        await StoreAsync("nurse", 3);
        var store = new Stores(_host.Server.Storage, TimeProvider.System).Offline;
        var first = await LogInAsync("nurse", "kitchen");
        await first.SendAsync("<enable xmlns='urn:xmpp:sm:3'/>", Ct);
        await first.NextAsync(Ct);
        await first.SendAsync("<presence/>", Ct);
        await MessagesAsync(first, 3);
        first.Drop(); // nothing is acknowledged
        while (!_host.Server.Sessions.Find(account).IsEmpty)
            await Task.Delay(5, Ct);
        await store.RemoveAsync(account, [(await store.ReadAsync(account, 0, 3, Ct))[1].Id], Ct);

        await using var second = await LogInAsync("nurse", "hall");
        await second.SendAsync("<presence/>", Ct);
        Assert.That(await MessagesAsync(second, 2), Is.EqualTo(new[] { 0, 2 }));
        while (await store.CountAsync(account, Ct) > 0)
            await Task.Delay(5, Ct);
    }

    [Test, Spec("XEP-0013", "2.6")]
    public async Task Who_fetches_gets_all_of_it_as_fast_as_he_acknowledges_and_then_the_answer()
    {
        await StoreAsync("tybalt", Count);
        await using var tybalt = await LogInAsync("tybalt", "street");
        await tybalt.SendAsync("<enable xmlns='urn:xmpp:sm:3'/>", Ct);
        await tybalt.NextAsync(Ct);
        await tybalt.SendAsync("<iq type='get' id='f1'><offline xmlns='http://jabber.org/protocol/offline'><fetch/></offline></iq>", Ct);
        await tybalt.SendAsync("<iq type='get' id='f2'><offline xmlns='http://jabber.org/protocol/offline'><fetch/></offline></iq>", Ct);
        var got = new List<string>();
        while (!got.Contains("f1") && await tybalt.NextAsync(Ct) is { Kind: WirePatternKind.Element, Element: { } element })
        {
            if (element.Attribute("id")?.Value is { } id)
                got.Add(element.Attribute("type")?.Value == "error" ? "refused" : id);
            else
                await tybalt.SendAsync($"<a xmlns='urn:xmpp:sm:3' h='{got.Count}'/>", Ct);
        }
        Assert.That(got.Remove("refused"), Is.True, "one request at a time");
        Assert.That(got, Is.EqualTo(Enumerable.Range(0, Count).Select(i => $"m{i}").Append("f1")));
    }

    private async Task StoreAsync(string name, int count)
    {
        var account = Jid.Parse($"{name}@capulet.example");
        var body = new string('x', 4000);
        var messages = Enumerable.Range(0, count).Select(i => new OfflineMessage(0, _time.GetUtcNow(), StoredStanza.Write(new Message(
            new XElement(XmppNames.Message, new XElement(XmppNames.Client + "body", body)),
            Jid.Parse("nurse@capulet.example/kitchen"), account, $"m{i}", null, "chat"))));
        await new Stores(_host.Server.Storage, TimeProvider.System).Offline.ImportAsync(account, [.. messages], Ct);
    }

    private async Task<List<int>> MessagesAsync(WireConnection client, int count)
    {
        var got = new List<int>();
        while (got.Count < count && await client.NextAsync(Ct) is { Kind: WirePatternKind.Element, Element: { } element })
        {
            if (element.Name.LocalName == "message" && element.Attribute("type")?.Value == "chat")
                got.Add(int.Parse(element.Attribute("id")!.Value[1..]));
        }
        return got;
    }

    private async Task<WireConnection> LogInAsync(string name, string resource)
    {
        var connection = await WireConnection.ConnectAsync(name, _host.Server.C2sEndPoint ?? throw new InvalidOperationException(), Ct);
        await WireLogin.LogInAsync(connection, $"{name}@capulet.example", name, resource, Ct);
        return connection;
    }
}
