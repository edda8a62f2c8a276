using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Server.Federation.Streams;
using Xmpp.Server.Sessions;
using Xmpp.Server.StreamManagement;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Tests.Wire;

namespace Xmpp.Tests.Federation;

/// <summary>A line between two servers that breaks in the middle of a conversation (cases S2S-11).</summary>
public class BrokenLinkTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Test, Case("S2S-11"), Spec("XEP-0198", "5")]
    public async Task With_acknowledgements_nothing_is_lost_and_nothing_comes_twice()
    {
        using var patience = new CancellationTokenSource(s_patience);
        var ct = patience.Token;
        await using var servers = await TwoServers.StartAsync(new FederationOptions
        {
            Bidirectional = false,
            StanzasPerSecond = 0,
        });
        using var line = new CutLine(servers.Montague.Server.S2sEndPoint);
        servers.Finder.Set("montague.example", line.EndPoint);
        await using var juliet = await servers.JulietAsync(ct);
        await using var romeo = await servers.RomeoAsync(ct);

        const int Count = 300;
        var cuts = 0;
        var got = new List<string>();
        for (var i = 0; i < Count; i++)
        {
            await juliet.SendAsync($"<message to='romeo@montague.example/r' id='m{i}'><body>{i}</body></message>", ct);
            if (i is 100 or 200)
            {
                got.Add(await NextIdAsync(romeo, ct)); // so there is a line to cut
                line.Cut();
                cuts++;
            }
        }
        while (got.Count < Count)
            got.Add(await NextIdAsync(romeo, ct));
        Assert.That(got, Is.EqualTo(Enumerable.Range(0, Count).Select(i => $"m{i}")));
        Assert.That(line.Connections, Is.GreaterThan(1), $"{cuts} cuts");
        // The last one is the last: nothing is repeated behind it, and nothing has come back to her.
        await juliet.SendAsync("<message to='romeo@montague.example/r' id='end'><body>end</body></message>", ct);
        Assert.That((string?)(await romeo.NextAsync(ct)).Element?.Attribute("id"), Is.EqualTo("end"));
        await juliet.SendAsync("<iq type='get' id='ping' to='capulet.example'><ping xmlns='urn:xmpp:ping'/></iq>", ct);
        Assert.That((string?)(await juliet.NextAsync(ct)).Element?.Attribute("id"), Is.EqualTo("ping"));
    }

    private static async Task<string> NextIdAsync(WireConnection client, CancellationToken ct)
    {
        while (true)
        {
            if ((await client.NextAsync(ct)).Element is { Name.LocalName: "message" } message)
                return (string?)message.Attribute("id") ?? "";
        }
    }

    [Test, Case("S2S-11")]
    public async Task A_peer_that_was_there_is_waited_for_while_it_starts_again()
    {
        using var patience = new CancellationTokenSource(s_patience);
        var ct = patience.Token;
        await using var servers = await TwoServers.StartAsync(new FederationOptions { Bidirectional = false });
        var line = new CutLine(servers.Montague.Server.S2sEndPoint);
        servers.Finder.Set("montague.example", line.EndPoint);
        await using var juliet = await servers.JulietAsync(ct);
        await using var romeo = await servers.RomeoAsync(ct);
        await juliet.SendAsync("<message to='romeo@montague.example/r' id='before'><body>hi</body></message>", ct);
        Assert.That((string?)(await romeo.NextAsync(ct)).Element?.Attribute("id"), Is.EqualTo("before"));

        line.Dispose(); // and nobody listens there now
        await juliet.SendAsync("<message to='romeo@montague.example/r' id='meanwhile'><body>hi</body></message>", ct);
        await Task.Delay(TimeSpan.FromSeconds(1), ct); // for the first attempts to be refused
        servers.Finder.Set("montague.example", servers.Montague.Server.S2sEndPoint);
        Assert.That((string?)(await romeo.NextAsync(ct)).Element?.Attribute("id"), Is.EqualTo("meanwhile"));
    }

    [Test, Case("S2S-11")]
    public async Task A_silent_peer_is_found_and_what_it_did_not_acknowledge_comes_back()
    {
        using var patience = new CancellationTokenSource(s_patience);
        var ct = patience.Token;
        await using var servers = await TwoServers.StartAsync(new FederationOptions
        {
            Bidirectional = false,
            PingAfter = TimeSpan.FromSeconds(1),
            PingTimeout = TimeSpan.FromSeconds(1),
            ConnectTimeout = TimeSpan.FromSeconds(1),
            QueueTimeout = TimeSpan.FromSeconds(3),
        });
        using var line = new CutLine(servers.Montague.Server.S2sEndPoint);
        servers.Finder.Set("montague.example", line.EndPoint);
        await using var juliet = await servers.JulietAsync(ct);
        await using var romeo = await servers.RomeoAsync(ct);
        await juliet.SendAsync("<message to='romeo@montague.example/r' id='before'><body>hi</body></message>", ct);
        Assert.That((string?)(await romeo.NextAsync(ct)).Element?.Attribute("id"), Is.EqualTo("before"));

        while (servers.Capulet.Server.Federation?.Links.All.Sum(link => link.Look().Queue) > 0)
            await Task.Delay(20, ct); // acknowledged
        line.FallSilent();
        for (var i = 0; i < 3; i++)
            await juliet.SendAsync($"<message to='romeo@montague.example/r' id='m{i}'><body>hi</body></message>", ct);
        for (var i = 0; i < 3; i++)
        {
            var error = (await juliet.NextAsync(ct)).Element?.ToString() ?? "";
            Assert.That(error, Does.Contain($"id=\"m{i}\"").And.Contain("remote-server-timeout"));
        }
    }

    [Test, Case("S2S-07"), Spec("XEP-0198", "5")]
    public async Task What_a_stream_was_to_resume_is_not_refused_when_another_one_was_faster()
    {
        using var patience = new CancellationTokenSource(s_patience);
        var ct = patience.Token;
        await using var servers = await TwoServers.StartAsync(new FederationOptions { Bidirectional = false });
        await using var juliet = await servers.JulietAsync(ct);
        await using var romeo = await servers.RomeoAsync(ct);
        await juliet.SendAsync("<message to='romeo@montague.example/r' id='before'><body>hi</body></message>", ct);
        Assert.That(await NextIdAsync(romeo, ct), Is.EqualTo("before"));

        var services = servers.Capulet.Server.Federation ?? throw new InvalidOperationException();
        var link = services.Links.All.Single();
        var acks = new ServerAcks(new ManagedStream("", TimeSpan.Zero, services.Management, services.Time));
        acks.NoteSent(link, new OutboundStanza(new Message(
            new XElement(XmppNames.Message), Jid.Parse("juliet@capulet.example/r"), Jid.Parse("romeo@montague.example/r"),
            "late", null, null)));
        link.GiveBack(acks);

        Assert.That(await NextIdAsync(romeo, ct), Is.EqualTo("late"));
        await juliet.SendAsync("<iq type='get' id='ping' to='capulet.example'><ping xmlns='urn:xmpp:ping'/></iq>", ct);
        Assert.That((string?)(await juliet.NextAsync(ct)).Element?.Attribute("id"), Is.EqualTo("ping"));
    }
}
