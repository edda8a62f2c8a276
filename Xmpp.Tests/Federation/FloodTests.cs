using System.Diagnostics;
using System.Net;
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
        for (var i = 0; i < 250; i++)
            await romeo.SendAsync($"<message to='juliet@capulet.example/r' id='f{i}'><body>flood</body></message>", ct);
        for (var i = 0; i < 100; i++)
            Assert.That((string?)(await juliet.NextAsync(ct)).Element?.Attribute("id"), Is.EqualTo($"f{i}"));
        // The rest comes at fifty a second. Meanwhile her own words are answered at once.
        var clock = Stopwatch.StartNew();
        await juliet.SendAsync("<iq type='get' id='ping' to='capulet.example'><ping xmlns='urn:xmpp:ping'/></iq>", ct);
        var came = 0;
        while ((string?)(await juliet.NextAsync(ct)).Element?.Attribute("id") != "ping")
            came++;
        Assert.That(came, Is.LessThan(120), "the flood was not slowed");
        Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(2)));
        for (var i = 100 + came; i < 250; i++)
            Assert.That((string?)(await juliet.NextAsync(ct)).Element?.Attribute("id"), Is.EqualTo($"f{i}"), "nothing is lost");
        Assert.That(clock.Elapsed, Is.GreaterThan(TimeSpan.FromSeconds(2)));
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

    [Test, Case("ABU-01"), Description("A thousand streams that begin and prove nothing: so much memory each, and nobody waits for them.")]
    public async Task Thousand_streams_that_prove_nothing_are_small_and_in_nobodys_way()
    {
        using var patience = new CancellationTokenSource(s_patience);
        var ct = patience.Token;
        await using var servers = await TwoServers.StartAsync();
        var s2s = servers.Capulet.Server.S2sEndPoint ?? throw new InvalidOperationException();
        await using var juliet = await servers.JulietAsync(ct);
        await using var romeo = await servers.RomeoAsync(ct);
        var header = Encoding.UTF8.GetBytes(
            "<stream:stream xmlns='jabber:server' xmlns:stream='http://etherx.jabber.org/streams' version='1.0' "
            + "from='evil.example' to='capulet.example'><pad a='" + new string('x', 1000));
        var clients = new List<Socket>();
        try
        {
            var before = GC.GetTotalMemory(forceFullCollection: true);
            for (var i = 0; i < 1000; i++)
            {
                var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                clients.Add(client);
                client.Bind(new IPEndPoint(new IPAddress(new byte[] { 127, 0, 1, (byte)(1 + (i % 100)) }), 0));
                await client.ConnectAsync(s2s, ct);
                await client.SendAsync(header, ct);
            }
            foreach (var client in clients) // each has its answer: the server has read what there is
                Assert.That(await client.ReceiveAsync(new byte[4096], ct), Is.Positive);
            var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / clients.Count;
            Assert.That(servers.Capulet.Server.Federation?.Connections, Is.GreaterThanOrEqualTo(1000));
            Assert.That(each, Is.LessThan(64 * 1024), "octets of heap for each");

            await juliet.SendAsync("<message to='romeo@montague.example/r' id='m'><body>hi</body></message>", ct);
            Assert.That((string?)(await romeo.NextAsync(ct)).Element?.Attribute("id"), Is.EqualTo("m"));
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
        while (servers.Capulet.Server.Federation?.Connections >= 1000)
            await Task.Delay(10, ct);
    }
}
