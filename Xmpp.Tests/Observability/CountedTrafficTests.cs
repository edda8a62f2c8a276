using System.Text;
using System.Text.RegularExpressions;
using Xmpp.Server.Configuration;
using Xmpp.Tests.Wire;

namespace Xmpp.Tests.Observability;

/// <summary>What people do at a server is in its metrics.</summary>
[Case("OPS-10")]
public partial class CountedTrafficTests
{
    private TestHost _host = null!;
    private CancellationTokenSource _patience = null!;

    private CancellationToken Ct => _patience.Token;

    [SetUp]
    public async Task StartAsync()
    {
        _patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        _host = await TestHost.StartAsync(
            storage: new DatabaseOptions(), // in a file, which is read beside its writer
            accounts: ["juliet@capulet.example", "romeo@capulet.example", "nurse@capulet.example"]);
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _host.DisposeAsync();
        _patience.Dispose();
    }

    [Test]
    public async Task Logins_messages_and_errors_are_counted()
    {
        var before = await ScrapeAsync();
        await using var juliet = await LogInAsync("juliet");
        await using var romeo = await LogInAsync("romeo");
        await romeo.SendAsync("<presence/>", Ct);
        await romeo.NextAsync(Ct);
        await juliet.SendAsync("<message to='romeo@capulet.example' type='chat' id='m1'><body>x</body></message>", Ct);
        await romeo.NextAsync(Ct);
        await juliet.SendAsync("<message to='nurse@capulet.example' type='chat' id='m2'><body>x</body></message>", Ct);
        await PingAsync(juliet);
        await using (var nurse = await LogInAsync("nurse"))
        {
            await nurse.SendAsync("<presence/>", Ct);
            while ((string?)(await nurse.NextAsync(Ct)).Element?.Attribute("id") != "m2")
            {
            }
            await PingAsync(nurse);
        }
        await using (var wrong = await WireConnection.ConnectAsync("wrong", _host.Server.C2sTlsEndPoint!, Ct))
        {
            await wrong.StartTlsAsync("capulet.example", Ct);
            await WireLogin.OpenStreamAsync(wrong, "capulet.example", Ct);
            var guess = Convert.ToBase64String(Encoding.UTF8.GetBytes("\0juliet\0guess"));
            await wrong.SendAsync($"<auth xmlns='{WireLogin.Sasl}' mechanism='PLAIN'>{guess}</auth>", Ct);
            await wrong.NextAsync(Ct);
            Assert.That(Gained(before, await ScrapeAsync())["xmpp_connections{listener=\"c2s_tls\"}"], Is.EqualTo(1));
            await wrong.SendAsync("<a><<", Ct);
            await wrong.NextAsync(Ct);
        }
        await using (var sorry = await LogInAsync("nurse"))
        {
            await sorry.SendAsync("<stream:error><reset xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>", Ct);
            await sorry.NextAsync(Ct);
        }

        var gained = new Dictionary<string, double>();
        while (!Ct.IsCancellationRequested) // a connection that ends is counted in its own time
        {
            gained = Gained(before, await ScrapeAsync());
            if (gained["xmpp_sessions"] == 2 && gained["xmpp_connections{listener=\"c2s_tls\"}"] == 0
                && gained["xmpp_connections{listener=\"c2s\"}"] == 2 && gained["xmpp_storage_queue_depth"] == 0)
            {
                break;
            }
            await Task.Delay(10, Ct);
        }
        Assert.Multiple(() =>
        {
            Assert.That(gained["xmpp_connections{listener=\"c2s\"}"], Is.EqualTo(2));
            Assert.That(gained["xmpp_connections_accepted_total{listener=\"c2s\"}"], Is.EqualTo(4));
            Assert.That(gained["xmpp_logins_total{mechanism=\"SCRAM-SHA-256\",result=\"success\"}"], Is.EqualTo(4));
            Assert.That(gained["xmpp_logins_total{mechanism=\"PLAIN\",result=\"not-authorized\"}"], Is.EqualTo(1));
            Assert.That(gained["xmpp_tls_handshakes_total{version=\"TLSv1.3\"}"], Is.EqualTo(5));
            Assert.That(gained["xmpp_stanzas_total{direction=\"in\",kind=\"message\"}"], Is.EqualTo(2));
            Assert.That(gained["xmpp_stanzas_total{direction=\"out\",kind=\"message\"}"], Is.EqualTo(2));
            Assert.That(gained["xmpp_stanzas_total{direction=\"in\",kind=\"presence\"}"], Is.EqualTo(2));
            Assert.That(gained["xmpp_stanzas_total{direction=\"in\",kind=\"iq\"}"], Is.GreaterThanOrEqualTo(2));
            Assert.That(gained["xmpp_stanzas_routed_total{outcome=\"delivered\"}"], Is.Positive);
            Assert.That(gained["xmpp_stanzas_routed_total{outcome=\"stored\"}"], Is.EqualTo(1));
            Assert.That(gained["xmpp_offline_messages_stored_total"], Is.EqualTo(1));
            Assert.That(gained["xmpp_offline_messages_delivered_total"], Is.EqualTo(1));
            Assert.That(gained["xmpp_stream_errors_total{direction=\"out\",condition=\"not-well-formed\"}"], Is.EqualTo(1));
            Assert.That(gained["xmpp_stream_errors_total{direction=\"in\",condition=\"reset\"}"], Is.EqualTo(1));
            Assert.That(gained["xmpp_storage_writes_total"], Is.Positive);
            Assert.That(gained["xmpp_storage_commit_seconds_count"], Is.Positive);
            Assert.That(gained["xmpp_storage_read_seconds_count"], Is.Positive);
            Assert.That(gained["xmpp_storage_queue_depth"], Is.Zero);
            Assert.That(gained["xmpp_stanzas_lost_total{reason=\"failed\"}"], Is.Zero);
        });
    }

    [Test]
    public async Task No_label_says_who()
    {
        await using var juliet = await LogInAsync("juliet");
        await juliet.SendAsync("<message to='romeo@capulet.example/gone' id='m1'><body>x</body></message>", Ct);
        await juliet.NextAsync(Ct);
        Assert.That((await ScrapeAsync()).Keys, Has.None.Contains("@").And.None.Contains("juliet").And.None.Contains("romeo"));
    }

    private async Task<WireConnection> LogInAsync(string name)
    {
        var connection = await WireConnection.ConnectAsync(name, _host.Server.C2sEndPoint!, Ct);
        await WireLogin.LogInAsync(connection, $"{name}@capulet.example", name, "r", Ct);
        return connection;
    }

    private async Task PingAsync(WireConnection connection)
    {
        await connection.SendAsync("<iq type='get' id='ping' to='capulet.example'><ping xmlns='urn:xmpp:ping'/></iq>", Ct);
        Assert.That((string?)(await connection.NextAsync(Ct)).Element?.Attribute("id"), Is.EqualTo("ping"));
    }

    private static Dictionary<string, double> Gained(Dictionary<string, double> before, Dictionary<string, double> after) =>
        after.ToDictionary(line => line.Key, line => line.Value - before.GetValueOrDefault(line.Key));

    private async Task<Dictionary<string, double>> ScrapeAsync()
    {
        using var stream = new MemoryStream();
        await _host.Server.Metrics.Registry.CollectAndExportAsTextAsync(stream, Ct);
        return Line().Matches(Encoding.UTF8.GetString(stream.ToArray())).ToDictionary(
            line => line.Groups[1].Value, line => double.Parse(line.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture));
    }

    [GeneratedRegex("^([a-z][^ #]*(?:\\{.*\\})?) ([^ ]+)$", RegexOptions.Multiline)]
    private static partial Regex Line();
}
