using System.Net;
using System.Net.Sockets;
using Xmpp.Server.Configuration;
using Xmpp.Server.Federation.Discovery;
using Xmpp.Tests.Wire;

namespace Xmpp.Tests.Federation;

/// <summary>What senders are told of peers that cannot be reached (cases S2S-06, S2S-07).</summary>
public class UnreachedPeerTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [TestCase("nxdomain", "remote-server-not-found", "cancel")]
    [TestCase("dot", "remote-server-not-found", "cancel")]
    [TestCase("servfail", "remote-server-timeout", "wait")]
    [TestCase("refused", "remote-server-timeout", "wait")]
    [TestCase("silent", "remote-server-timeout", "wait")]
    [Case("S2S-06"), Spec("RFC 6120", "10.4.3")]
    public async Task The_condition_says_whether_it_may_help_to_wait(string how, string condition, string type)
    {
        using var patience = new CancellationTokenSource(s_patience);
        var ct = patience.Token;
        await using var servers = await TwoServers.StartAsync(new FederationOptions
        {
            ConnectTimeout = TimeSpan.FromSeconds(1),
            QueueTimeout = TimeSpan.FromSeconds(3),
        });
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var endPoint = (IPEndPoint)silent.LocalEndpoint;
        if (how == "refused")
            silent.Stop();
        servers.Finder["montague.example"] = how switch
        {
            "nxdomain" => PeerAddresses.None(PeerLookup.NoSuchDomain, "NXDOMAIN"),
            "dot" => PeerAddresses.None(PeerLookup.NoService, "."),
            "servfail" => PeerAddresses.None(PeerLookup.ResolverFailed, "SERVFAIL"),
            _ => PeerAddresses.Found(new PeerAddress(endPoint, false)),
        };
        await using var juliet = await servers.JulietAsync(ct);
        await juliet.SendAsync("<message to='romeo@montague.example' id='m'><body>hi</body></message>", ct);
        var error = (await juliet.NextAsync(ct)).Element?.ToString() ?? "";
        Assert.That(error, Does.Contain("id=\"m\"").And.Contain(condition).And.Contain($"<error type=\"{type}\""));
    }

    [Test, Case("S2S-08")]
    public async Task The_next_address_is_tried_where_the_first_is_dead()
    {
        using var patience = new CancellationTokenSource(s_patience);
        var ct = patience.Token;
        var log = new CapturedLog();
        await using var servers = await TwoServers.StartAsync(log: log);
        using var dead = new TcpListener(IPAddress.Loopback, 0);
        dead.Start();
        var refused = (IPEndPoint)dead.LocalEndpoint;
        dead.Stop();
        servers.Finder["montague.example"] = PeerAddresses.Found(
            new PeerAddress(refused, false),
            new PeerAddress(servers.Montague.Server.S2sTlsEndPoint ?? throw new InvalidOperationException(), true));
        await using var juliet = await servers.JulietAsync(ct);
        await using var romeo = await servers.RomeoAsync(ct);
        await juliet.SendAsync("<message to='romeo@montague.example/r' id='m'><body>by direct TLS</body></message>", ct);
        Assert.That((string?)(await romeo.NextAsync(ct)).Element?.Attribute("id"), Is.EqualTo("m"));
        Assert.That(log.Text, Does.Not.Contain("background work failed"));
    }

    [Test, Case("S2S-07")]
    public async Task All_that_waited_comes_back_once_in_order_after_one_attempt()
    {
        using var patience = new CancellationTokenSource(s_patience);
        var ct = patience.Token;
        await using var servers = await TwoServers.StartAsync(new FederationOptions
        {
            ConnectTimeout = TimeSpan.FromMinutes(1),
            QueueTimeout = TimeSpan.FromSeconds(2),
        });
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        servers.Finder.Set("montague.example", (IPEndPoint)silent.LocalEndpoint);
        await using var juliet = await servers.JulietAsync(ct);
        for (var i = 0; i < 200; i++)
            await juliet.SendAsync($"<message to='romeo@montague.example' id='m{i}'><body>hi</body></message>", ct);
        for (var i = 0; i < 200; i++)
        {
            var error = (await juliet.NextAsync(ct)).Element?.ToString() ?? "";
            Assert.That(error, Does.Contain($"id=\"m{i}\"").And.Contain("remote-server-timeout"));
        }
        using var only = await silent.AcceptSocketAsync(ct);
        Assert.That(silent.Pending(), Is.False, "one attempt");
        await AssertNothingMoreAsync(juliet, ct);
    }

    [Test, Case("S2S-07")]
    public async Task A_full_queue_is_told_to_the_one_who_comes_too_much()
    {
        using var patience = new CancellationTokenSource(s_patience);
        var ct = patience.Token;
        await using var servers = await TwoServers.StartAsync(new FederationOptions { QueueStanzas = 20 });
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        servers.Finder.Set("montague.example", (IPEndPoint)silent.LocalEndpoint);
        await using var juliet = await servers.JulietAsync(ct);
        for (var i = 0; i < 23; i++)
            await juliet.SendAsync($"<message to='romeo@montague.example' id='m{i}'><body>hi</body></message>", ct);
        for (var i = 20; i < 23; i++)
        {
            var error = (await juliet.NextAsync(ct)).Element?.ToString() ?? "";
            Assert.That(error, Does.Contain($"id=\"m{i}\"").And.Contain("resource-constraint"));
        }
        await AssertNothingMoreAsync(juliet, ct);
    }

    private static async Task AssertNothingMoreAsync(WireConnection client, CancellationToken ct)
    {
        await client.SendAsync("<iq type='get' id='ping' to='capulet.example'><ping xmlns='urn:xmpp:ping'/></iq>", ct);
        Assert.That((string?)(await client.NextAsync(ct)).Element?.Attribute("id"), Is.EqualTo("ping"));
    }
}
