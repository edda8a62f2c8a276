using System.Net;
using System.Net.Sockets;
using System.Text;
using Xmpp.Server.Configuration;

namespace Xmpp.Tests.Federation;

/// <summary>The counter of lost messages tells the truth about the one case that is left.</summary>
public class LostAtStopTests
{
    [Test, Case("OPS-10")]
    public async Task Messages_that_still_wait_for_another_server_at_the_stop_are_counted()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var ct = patience.Token;
        await using var servers = await TwoServers.StartAsync(new FederationOptions { ConnectTimeout = TimeSpan.FromMinutes(1) });
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        servers.Finder.Set("montague.example", (IPEndPoint)silent.LocalEndpoint);
        await using (var juliet = await servers.JulietAsync(ct))
        {
            for (var i = 0; i < 3; i++)
                await juliet.SendAsync($"<message to='romeo@montague.example' id='m{i}'><body>hi</body></message>", ct);
            await juliet.SendAsync("<presence to='romeo@montague.example'/>", ct);
            await juliet.SendAsync("<iq type='get' id='p' to='capulet.example'><ping xmlns='urn:xmpp:ping'/></iq>", ct);
            Assert.That((string?)(await juliet.NextAsync(ct)).Element?.Attribute("id"), Is.EqualTo("p"));
        }
        var server = servers.Capulet.Server;
        Assert.That(await LostAsync(server.Metrics), Is.EqualTo("0"));
        await server.StopAsync();
        Assert.That(await LostAsync(server.Metrics), Is.EqualTo("3"), "presence is no loss");
    }

    private static async Task<string> LostAsync(Xmpp.Server.Observability.ServerMetrics metrics)
    {
        using var stream = new MemoryStream();
        await metrics.Registry.CollectAndExportAsTextAsync(stream, CancellationToken.None);
        const string name = "\nxmpp_stanzas_lost_total{reason=\"stopped\"} ";
        var text = Encoding.UTF8.GetString(stream.ToArray());
        var at = text.IndexOf(name, StringComparison.Ordinal) + name.Length;
        return text[at..text.IndexOf('\n', at)];
    }
}
