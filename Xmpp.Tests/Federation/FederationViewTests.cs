using System.Text;
using System.Text.Json.Nodes;
using Xmpp.Server.Administration;

namespace Xmpp.Tests.Federation;

/// <summary>What an operator sees of links with other servers: the list of <c>xmppserver federation</c>, and metrics.</summary>
public class FederationViewTests
{
    [Test]
    public async Task A_link_is_shown_with_its_proof_and_one_that_failed_with_the_reason()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var ct = patience.Token;
        await using var servers = await TwoServers.StartAsync();
        await using var juliet = await servers.JulietAsync(ct);
        await using var romeo = await servers.RomeoAsync(ct);
        await juliet.SendAsync("<message to='romeo@montague.example/r' id='m'><body>hi</body></message>", ct);
        Assert.That((string?)(await romeo.NextAsync(ct)).Element?.Attribute("id"), Is.EqualTo("m"));
        await juliet.SendAsync("<message to='nobody@nowhere.example' id='n'><body>hi</body></message>", ct);
        Assert.That((await juliet.NextAsync(ct)).Element?.ToString(), Does.Contain("remote-server-not-found"));

        var open = await LinkAsync(servers.Capulet, "both", "montague.example", ct);
        var failed = await LinkAsync(servers.Capulet, "out", "nowhere.example", ct);
        var incoming = await LinkAsync(servers.Montague, "in", "capulet.example", ct);
        Assert.Multiple(() =>
        {
            Assert.That((string?)open["local"], Is.EqualTo("capulet.example"));
            Assert.That((string?)open["state"], Is.EqualTo("open"));
            Assert.That((string?)open["method"], Is.EqualTo("dialback"));
            Assert.That((string?)open["tls"], Does.StartWith("Tls1"));
            Assert.That((string?)failed["state"], Is.EqualTo("failed"));
            Assert.That((string?)failed["lastError"], Does.Contain("no such domain"));
            Assert.That((int?)failed["queue"], Is.Zero);
            Assert.That((string?)incoming["method"], Is.EqualTo("dialback"));
        });

        var ours = await MetricsAsync(servers.Capulet, ct);
        Assert.That(ours, Does.Contain("xmpp_federation_streams{direction=\"out\"} 1")
            .And.Contain("xmpp_federation_pairs_proved_total{method=\"dialback\"} 1")
            .And.Contain("xmpp_federation_failures_total{condition=\"remote-server-not-found\"} 1")
            .And.Contain("xmpp_federation_stanzas_bounced_total 1")
            .And.Contain("xmpp_federation_forged_total 0"));
        Assert.That(await MetricsAsync(servers.Montague, ct), Does.Contain("xmpp_federation_streams{direction=\"in\"} 1"));
    }

    [Test]
    public async Task What_waits_for_a_peer_is_counted()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var ct = patience.Token;
        await using var servers = await TwoServers.StartAsync();
        using var mute = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        mute.Start(); // takes connections and never says a word
        servers.Finder.Set("mute.example", (System.Net.IPEndPoint)mute.LocalEndpoint);
        await using var juliet = await servers.JulietAsync(ct);
        for (var i = 0; i < 3; i++)
            await juliet.SendAsync($"<message to='a@mute.example' id='m{i}'><body>hi</body></message>", ct);
        await juliet.SendAsync("<iq type='get' id='ping' to='capulet.example'><ping xmlns='urn:xmpp:ping'/></iq>", ct);
        Assert.That((string?)(await juliet.NextAsync(ct)).Element?.Attribute("id"), Is.EqualTo("ping"), "her stanzas are handled in order");
        var link = await LinkAsync(servers.Capulet, "out", "mute.example", ct);
        Assert.That((string?)link["state"], Is.EqualTo("connecting"));
        Assert.That((int?)link["queue"], Is.EqualTo(3));
        Assert.That(await MetricsAsync(servers.Capulet, ct), Does.Contain("xmpp_federation_stanzas_queued 3"));
    }

    private static async Task<JsonNode> LinkAsync(TestHost host, string direction, string remote, CancellationToken ct)
    {
        var administration = host.Server.Administration;
        var operation = administration.Operations.Find("federation.links")!;
        var result = await administration.Runner.RunAsync(operation, Actor.CommandLine, [], ct);
        var links = result.Body!["items"]!.AsArray();
        return links.Single(link => (string?)link!["direction"] == direction && (string?)link["remote"] == remote)!;
    }

    private static async Task<string> MetricsAsync(TestHost host, CancellationToken ct)
    {
        using var stream = new MemoryStream();
        await host.Server.Metrics.Registry.CollectAndExportAsTextAsync(stream, ct);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
