using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Xmpp.Server.Configuration;

namespace Xmpp.Tests.Federation;

/// <summary>Hostile peers: what they do is their own business (cases ABU-01, ABU-06, ABU-07).</summary>
[NonParallelizable]
public class FloodTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Test, Case("ABU-07")]
    public async Task One_peer_that_floods_is_slowed_and_another_is_not()
    {
        using var patience = new CancellationTokenSource(s_patience);
        var ct = patience.Token;
        await using var servers = await TwoServers.StartAsync(new FederationOptions { StanzasPerSecond = 50, BurstStanzas = 100 });
        await using var juliet = await servers.JulietAsync(ct);
        await using var romeo = await servers.RomeoAsync(ct);
        // Montague's own stream to Capulet is the one that floods: its client writes as fast as it may.
        for (var i = 0; i < 400; i++)
            await romeo.SendAsync($"<message to='juliet@capulet.example/r' id='f{i}'><body>flood</body></message>", ct);
        for (var i = 0; i < 100; i++)
            Assert.That((string?)(await juliet.NextAsync(ct)).Element?.Attribute("id"), Is.EqualTo($"f{i}"));
        // The rest comes at fifty a second. Meanwhile her own words are answered at once.
        var clock = Stopwatch.StartNew();
        await juliet.SendAsync("<iq type='get' id='ping' to='capulet.example'><ping xmlns='urn:xmpp:ping'/></iq>", ct);
        var came = 0;
        while ((string?)(await juliet.NextAsync(ct)).Element?.Attribute("id") != "ping")
            came++;
        Assert.That(came, Is.LessThan(250), "the flood was not slowed");
        Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(2)));
        for (var i = 100 + came; i < 400; i++)
            Assert.That((string?)(await juliet.NextAsync(ct)).Element?.Attribute("id"), Is.EqualTo($"f{i}"), "nothing is lost");
        Assert.That(clock.Elapsed, Is.GreaterThan(TimeSpan.FromSeconds(3)));
    }

    [Test, Case("ABU-01")]
    public async Task Connections_that_prove_nothing_are_limited_for_each_address()
    {
        using var patience = new CancellationTokenSource(s_patience);
        var ct = patience.Token;
        await using var servers = await TwoServers.StartAsync(new FederationOptions { UnauthenticatedPerAddress = 20 });
        var clients = new List<TcpClient>();
        try
        {
            for (var i = 0; i < 20; i++)
            {
                var client = new TcpClient();
                clients.Add(client);
                await client.ConnectAsync(servers.Capulet.Server.S2sEndPoint ?? throw new InvalidOperationException(), ct);
            }
            while (servers.Capulet.Server.Federation?.Connections < 20)
                await Task.Delay(10, ct);
            using var more = new TcpClient();
            await more.ConnectAsync(servers.Capulet.Server.S2sEndPoint ?? throw new InvalidOperationException(), ct);
            using var reader = new StreamReader(more.GetStream(), Encoding.UTF8);
            Assert.That(await reader.ReadToEndAsync(ct), Does.Contain("policy-violation"));
            Assert.That(servers.Capulet.Server.Federation?.Connections, Is.EqualTo(20));
            // Clients have limits of their own.
            await using var juliet = await servers.JulietAsync(ct);
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }
}
