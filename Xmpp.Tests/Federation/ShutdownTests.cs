using System.Net.Sockets;
using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Tests.Wire;

namespace Xmpp.Tests.Federation;

/// <summary>The orderly end while people talk, in a room and across servers (cases OPS-05).</summary>
public class ShutdownTests
{
    private const string Room = "court@conference.capulet.example";

    [Test, Case("OPS-05"), CancelAfter(120_000)]
    public async Task Everybody_is_told_and_it_ends_in_its_time(CancellationToken ct)
    {
        await using var servers = await TwoServers.StartAsync(configure: o => o with
        {
            Shutdown = new ShutdownOptions { DrainTimeout = TimeSpan.FromSeconds(5) },
        });
        var server = servers.Capulet.Server;
        servers.Finder.Set("conference.capulet.example", server.S2sEndPoint);
        await using var juliet = await servers.JulietAsync(ct);
        await using var romeo = await servers.RomeoAsync(ct);
        await JoinAsync(juliet, "julia", ct);
        await juliet.SendAsync($"<iq type='set' id='instant' to='{Room}'><query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'/></query></iq>", ct);
        await NextAsync(juliet, e => (string?)e.Attribute("id") == "instant", ct);
        await JoinAsync(romeo, "romeo", ct);

        for (var i = 0; i < 200; i++)
        {
            await juliet.SendAsync($"<message to='{Room}' type='groupchat' id='g{i}'><body>{i}</body></message>", ct);
            await juliet.SendAsync($"<message to='romeo@montague.example/r' type='chat' id='c{i}'><body>{i}</body></message>", ct);
        }
        await NextAsync(romeo, e => (string?)e.Element(XName.Get("body", "jabber:client")) == "50", ct); // it is under way
        var end = server.StopAsync();

        // XEP-0045 §11.2, RFC 6120 §4.9.3.20.
        await NextAsync(juliet, e => IsShutdownOfRoom(e), ct);
        await NextAsync(juliet, e => e.Name.LocalName == "error" && e.ToString().Contains("system-shutdown", StringComparison.Ordinal), ct);
        await NextAsync(romeo, e => IsShutdownOfRoom(e), ct);
        var began = TimeProvider.System.GetTimestamp();
        await end.WaitAsync(ct);
        Assert.That(TimeProvider.System.GetElapsedTime(began), Is.LessThan(TimeSpan.FromSeconds(30)));
        Assert.That(server.IsRunning, Is.False);
        Assert.That(async () => await WireConnection.ConnectAsync("late", server.C2sEndPoint!, ct), Throws.InstanceOf<SocketException>());
    }

    private static bool IsShutdownOfRoom(XElement e) =>
        e.Name.LocalName == "presence" && (string?)e.Attribute("type") == "unavailable"
        && e.ToString().Contains("code=\"332\"", StringComparison.Ordinal);

    private static async Task JoinAsync(WireConnection client, string nick, CancellationToken ct)
    {
        await client.SendAsync($"<presence to='{Room}/{nick}'><x xmlns='http://jabber.org/protocol/muc'/></presence>", ct);
        await NextAsync(client, e => e.Name.LocalName == "message" && e.Element(XName.Get("subject", "jabber:client")) is not null, ct);
    }

    private static async Task NextAsync(WireConnection client, Func<XElement, bool> matches, CancellationToken ct)
    {
        while (true)
        {
            var frame = await client.NextAsync(ct);
            Assert.That(frame.Kind, Is.Not.EqualTo(WirePatternKind.Closed), string.Join('\n', client.Last));
            if (frame.Element is { } element && matches(element))
                return;
        }
    }
}
