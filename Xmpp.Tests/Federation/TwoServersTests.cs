using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Tests.Wire;

namespace Xmpp.Tests.Federation;

/// <summary>Two servers of ours talk to each other, as their clients see it.</summary>
public class TwoServersTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private static readonly FederationOptions[] Ways =
    [
        new(),
        new() { Bidirectional = false },
        new() { StreamManagement = false },
        new() { Bidirectional = false, StreamManagement = false },
    ];

    [TestCaseSource(nameof(Ways)), Spec("XEP-0220", "2"), Case("S2S-07")]
    public async Task Messages_go_in_both_directions_in_order(FederationOptions federation)
    {
        using var patience = new CancellationTokenSource(s_patience);
        var ct = patience.Token;
        await using var servers = await TwoServers.StartAsync(federation);
        await using var juliet = await servers.JulietAsync(ct);
        await using var romeo = await servers.RomeoAsync(ct);
        await juliet.SendAsync("<presence/>", ct);
        await romeo.SendAsync("<presence/>", ct);
        await NextAsync(juliet, "presence", ct);
        await NextAsync(romeo, "presence", ct);

        for (var i = 0; i < 50; i++)
        {
            await juliet.SendAsync($"<message to='romeo@montague.example/r' id='j{i}'><body>{i}</body></message>", ct);
            await romeo.SendAsync($"<message to='juliet@capulet.example/r' id='r{i}'><body>{i}</body></message>", ct);
        }
        for (var i = 0; i < 50; i++)
        {
            var toRomeo = await NextAsync(romeo, "message", ct);
            Assert.That((string?)toRomeo.Attribute("id"), Is.EqualTo($"j{i}"), toRomeo.ToString());
            Assert.That((string?)toRomeo.Attribute("from"), Is.EqualTo("juliet@capulet.example/r"));
            var toJuliet = await NextAsync(juliet, "message", ct);
            Assert.That((string?)toJuliet.Attribute("id"), Is.EqualTo($"r{i}"), toJuliet.ToString());
        }
    }

    [TestCaseSource(nameof(Ways)), Case("S2S-07")]
    public async Task More_than_the_socket_takes_at_once_arrives_whole_and_in_order(FederationOptions federation)
    {
        using var patience = new CancellationTokenSource(s_patience);
        var ct = patience.Token;
        await using var servers = await TwoServers.StartAsync(federation);
        await using var juliet = await servers.JulietAsync(ct);
        await using var romeo = await servers.RomeoAsync(ct);
        var body = new string('x', 2000);
        // They gather while the stream is being opened, and then all go out in one piece.
        var messages = string.Concat(Enumerable.Range(0, 500).Select(
            i => $"<message to='romeo@montague.example/r' id='j{i}'><body>{body}</body></message>"));
        await juliet.SendAsync(messages, ct);
        for (var i = 0; i < 500; i++)
        {
            var message = await NextAsync(romeo, "message", ct);
            Assert.That((string?)message.Attribute("id"), Is.EqualTo($"j{i}"));
            Assert.That(message.Elements().First().Value, Is.EqualTo(body));
        }
    }

    [Test, Spec("RFC 6121", "3"), Spec("RFC 6121", "4")]
    public async Task Presence_and_subscriptions_go_across()
    {
        using var patience = new CancellationTokenSource(s_patience);
        var ct = patience.Token;
        await using var servers = await TwoServers.StartAsync();
        await using var juliet = await servers.JulietAsync(ct);
        await using var romeo = await servers.RomeoAsync(ct);
        await juliet.SendAsync("<presence/>", ct);
        await romeo.SendAsync("<presence/>", ct);
        await NextAsync(juliet, "presence", ct);
        await NextAsync(romeo, "presence", ct);

        await juliet.SendAsync("<presence type='subscribe' to='romeo@montague.example'/>", ct);
        var request = await NextAsync(romeo, "presence", ct);
        Assert.That((string?)request.Attribute("type"), Is.EqualTo("subscribe"));
        await romeo.SendAsync("<presence type='subscribed' to='juliet@capulet.example'/>", ct);
        var granted = await NextAsync(juliet, "presence", ct);
        Assert.That((string?)granted.Attribute("type"), Is.EqualTo("subscribed"));
        var shown = await NextAsync(juliet, "presence", ct);
        Assert.That((string?)shown.Attribute("from"), Is.EqualTo("romeo@montague.example/r"));
        await romeo.SendAsync("<presence type='unavailable'/>", ct);
        var gone = await NextAsync(juliet, "presence", ct);
        Assert.That((string?)gone.Attribute("type"), Is.EqualTo("unavailable"));
    }

    private static async Task<XElement> NextAsync(WireConnection connection, string name, CancellationToken ct)
    {
        while (true)
        {
            var element = (await connection.NextAsync(ct)).Element ?? throw new InvalidOperationException("the stream is over");
            if (element.Name.LocalName == name)
                return element;
            if (element.Name.LocalName == "iq" && (string?)element.Attribute("type") is "get" or "set")
                continue; // roster pushes and pings of the server
        }
    }
}
