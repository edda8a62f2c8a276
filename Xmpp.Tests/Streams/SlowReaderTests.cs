using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Xmpp.Server.Configuration;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage;
using Xmpp.Tests.Wire;

namespace Xmpp.Tests.Streams;

/// <summary>A client that does not read, over a real socket.</summary>
[Parallelizable(ParallelScope.All)]
public class SlowReaderTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [TestCase(false), TestCase(true, Description = "by WebSocket")]
    [Case("ABU-06")]
    public async Task Who_does_not_read_is_let_go_and_his_messages_are_kept_in_order(bool byWebSocket)
    {
        using var patience = new CancellationTokenSource(s_patience);
        var ct = patience.Token;
        await using var host = await TestHost.StartAsync(
            new LimitOptions { OutboxBytes = 262_144, OutboxStanzas = 100_000, StanzasPerSecond = 0, BytesPerSecond = 0 },
            configure: TestHost.WithHttp,
            accounts: ["juliet@capulet.example", "romeo@capulet.example"]);
        var endPoint = host.Server.C2sEndPoint ?? throw new InvalidOperationException();
        await using var juliet = await LogInAsync(endPoint, "juliet", ct);
        await using var romeo = byWebSocket
            ? await LogInAsync(await WireConnection.ConnectWebSocketAsync(
                "romeo", host.Server.WebEndPoints[0], "capulet.example", isRaw: false, ct), ct)
            : await LogInAsync(endPoint, "romeo", ct);
        await romeo.SendAsync("<presence/>", ct);
        await romeo.NextAsync(ct);

        // Romeo reads no more. What the sockets hold is gone with his connection (no acknowledgements on this stream);
        // from the moment at which he is let go everything is either on disk or answered by an error.
        var body = new string('x', 4000);
        var sent = 0;
        while (host.Server.Sessions.Find(Jid.Parse("romeo@capulet.example")).Length > 0 && sent < 20_000)
        {
            await juliet.SendAsync($"<message to='romeo@capulet.example' type='chat' id='m{sent}'><body>{body}</body></message>", ct);
            sent++;
        }
        await juliet.SendAsync("<iq type='get' id='done'><query xmlns='jabber:iq:roster'/></iq>", ct);
        var refused = new List<int>();
        while (await juliet.NextAsync(ct) is { } frame && frame.Element?.Attribute("id")?.Value is { } id && id != "done")
            refused.Add(int.Parse(id[1..]));

        var stored = await StoredIdsAsync(host, ct);
        Assert.Multiple(() =>
        {
            Assert.That(sent, Is.LessThan(20_000), "the session was never let go");
            Assert.That(stored, Is.Not.Empty);
            Assert.That(stored, Is.Ordered.Ascending);
            var accounted = stored.Concat(refused).Order().ToList();
            Assert.That(accounted, Is.EqualTo(Enumerable.Range(accounted[0], sent - accounted[0])),
                "nothing behind the last octet that was written to the socket is missing or doubled");
        });
    }

    [Test, Case("OPS-05")]
    public async Task Who_does_not_read_does_not_hold_up_the_end()
    {
        using var patience = new CancellationTokenSource(s_patience);
        var ct = patience.Token;
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(60));
        await using var host = await TestHost.StartAsync(
            new LimitOptions { OutboxBytes = 67_108_864, OutboxStanzas = 100_000, StanzasPerSecond = 0, BytesPerSecond = 0 }, time,
            features: new FeatureOptions { Archive = new ArchiveOptions { Enabled = false } },
            accounts: ["juliet@capulet.example", "romeo@capulet.example"]);
        await using var juliet = await LogInAsync(host.Server.C2sEndPoint!, "juliet", ct);
        await using var romeo = await LogInAsync(host.Server.C2sEndPoint!, "romeo", ct);
        await romeo.SendAsync("<presence/>", ct);
        await romeo.NextAsync(ct);
        var body = new string('x', 100_000);
        for (var i = 0; i < 120; i++) // more than the sockets hold
            await juliet.SendAsync($"<message to='romeo@capulet.example' type='chat' id='m{i}'><body>{body}</body></message>", ct);
        await juliet.SendAsync("<iq type='get' id='done' to='capulet.example'><ping xmlns='urn:xmpp:ping'/></iq>", ct);
        await juliet.NextAsync(ct);
        Assert.That(host.Server.Sessions.Sessions(Jid.Parse("romeo@capulet.example")).Single().Connection?.IsWritable, Is.False);

        var end = host.Server.StopAsync();
        while (!end.IsCompleted && !ct.IsCancellationRequested)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(5, ct);
        }
        await end;
        Assert.That(host.Server.IsRunning, Is.False);
    }

    private static async Task<List<int>> StoredIdsAsync(TestHost host, CancellationToken ct)
    {
        var store = new Stores(host.Server.Storage, TimeProvider.System).Offline;
        var messages = await store.ReadAsync(Jid.Parse("romeo@capulet.example"), 0, 100_000, ct);
        return [.. messages.Select(m => Encoding.UTF8.GetString(m.Stanza))
            .Select(xml => int.Parse(xml.Split("id='m")[1].Split('\'')[0]))];
    }

    private static async Task<WireConnection> LogInAsync(IPEndPoint endPoint, string name, CancellationToken ct)
    {
        var connection = await WireConnection.ConnectAsync(name, endPoint, ct);
        return await LogInAsync(connection, ct);
    }

    private static async Task<WireConnection> LogInAsync(WireConnection connection, CancellationToken ct)
    {
        await WireLogin.LogInAsync(connection, $"{connection.Name}@capulet.example", connection.Name, "r", ct);
        return connection;
    }
}
