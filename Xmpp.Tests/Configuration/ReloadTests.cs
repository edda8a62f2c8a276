using Microsoft.Extensions.Logging;
using Xmpp.Server.Configuration;
using Xmpp.Server.Configuration.Reloading;
using Xmpp.Server.Observability;
using Xmpp.Tests.Federation;
using Xmpp.Tests.Wire;

namespace Xmpp.Tests.Configuration;

/// <summary>What a reload does to a running server, key by key where it shows (cases OPS-07).</summary>
[Case("OPS-07")]
public class ReloadTests
{
    private const string Juliet = "juliet@capulet.example";

    private CancellationTokenSource _patience;
    private CancellationToken _ct;

    [SetUp]
    public void SetUp()
    {
        _patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        _ct = _patience.Token;
    }

    [TearDown]
    public void TearDown() => _patience.Dispose();

    [Test]
    public async Task Limits_change_for_those_who_are_there()
    {
        await using var host = await TestHost.StartAsync(accounts: [Juliet]);
        await using var juliet = await LogInAsync(host, "a");
        Assert.That(await AskAsync(juliet, "set", "<query xmlns='jabber:iq:roster'><item jid='a@verona.example'/></query>"), Does.Contain("result"));
        Reload(host, o => o with { Limits = o.Limits with { RosterItems = 1 } });
        Assert.That(await AskAsync(juliet, "set", "<query xmlns='jabber:iq:roster'><item jid='b@verona.example'/></query>"), Does.Contain("resource-constraint").Or.Contain("not-allowed"));
        Reload(host, o => o with { Limits = o.Limits with { RosterItems = 2 } });
        Assert.That(await AskAsync(juliet, "set", "<query xmlns='jabber:iq:roster'><item jid='b@verona.example'/></query>"), Does.Contain("result"));
    }

    [Test]
    public async Task Sizes_and_numbers_of_connections_change_for_new_ones()
    {
        await using var host = await TestHost.StartAsync(accounts: [Juliet]);
        await using var before = await LogInAsync(host, "a");
        Reload(host, o => o with { Limits = o.Limits with { StanzaBytes = 10_000, ResourcesPerAccount = 3 } });
        var large = $"<message to='{Juliet}/a' id='large'><body>{new string('x', 20_000)}</body></message>";
        await before.SendAsync(large, _ct);
        Assert.That((string?)(await before.NextAsync(_ct)).Element?.Attribute("id"), Is.EqualTo("large"), "it has the limits of its login");
        await using var after = await LogInAsync(host, "b");
        await after.SendAsync(large, _ct);
        Assert.That((await NextErrorAsync(after)), Does.Contain("policy-violation"));

        Reload(host, o => o with { Limits = o.Limits with { ConnectionsPerAddress = 1 } });
        await using var refused = await WireConnection.ConnectAsync("refused", host.Server.C2sEndPoint!, _ct);
        Assert.That((await refused.NextAsync(_ct)).Kind, Is.Not.EqualTo(WirePatternKind.Closed)); // the header
        Assert.That((await refused.NextAsync(_ct)).Element?.ToString(), Does.Contain("policy-violation").Or.Contain("resource-constraint"));
    }

    [Test]
    public async Task Registration_opens_and_closes()
    {
        await using var host = await TestHost.StartAsync(accounts: [Juliet], configure: o => o with { Listeners = o.Listeners with { Tls = TlsRequirement.Required } });
        Assert.That(await FeaturesAsync(host), Does.Not.Contain("iq-register"));
        Reload(host, o => o with { Registration = o.Registration with { Enabled = true } });
        Assert.That(await FeaturesAsync(host), Does.Contain("iq-register"));
        Reload(host, o => o with { Registration = o.Registration with { Enabled = false } });
        Assert.That(await FeaturesAsync(host), Does.Not.Contain("iq-register"));
    }

    [Test]
    public async Task What_a_host_says_of_itself_changes_with_it()
    {
        await using var host = await TestHost.StartAsync(accounts: [Juliet]);
        await using var juliet = await LogInAsync(host, "a");
        const string query = "<query xmlns='http://jabber.org/protocol/disco#info'/>";
        var before = await AskAsync(juliet, "get", query, "capulet.example");
        Assert.That(before, Does.Not.Contain("abuse-addresses").And.Not.Contain("jabber:iq:register"));
        Reload(host, o => o with
        {
            Registration = o.Registration with { Enabled = true },
            Hosts = [o.Hosts[0] with { Contact = new ContactOptions { Abuse = ["mailto:abuse@capulet.example"] } }, o.Hosts[1]],
        });
        Assert.That(await AskAsync(juliet, "get", query, "capulet.example"),
            Does.Contain("mailto:abuse@capulet.example").And.Contain("jabber:iq:register"));
        Assert.That(await AskAsync(juliet, "get", query, "verona.example"), Does.Not.Contain("abuse-addresses"));
    }

    [Test]
    public async Task Requests_from_strangers_are_let_through_or_not()
    {
        await using var host = await TestHost.StartAsync(accounts: [Juliet, "romeo@verona.example"]);
        await using var juliet = await LogInAsync(host, "a");
        await using var romeo = await LogInAsync(host, "r", "romeo@verona.example");
        const string version = "<query xmlns='jabber:iq:version'/>";
        Assert.That(await AskAsync(romeo, "get", version, Juliet + "/a"), Does.Contain("service-unavailable"));
        Reload(host, o => o with { Routing = new RoutingOptions { IqFromStrangers = true } });
        await romeo.SendAsync($"<iq type='get' id='v' to='{Juliet}/a'>{version}</iq>", _ct);
        Assert.That((string?)(await juliet.NextAsync(_ct)).Element?.Attribute("id"), Is.EqualTo("v"));
    }

    [Test]
    public async Task Offline_storage_takes_as_much_as_it_may_now()
    {
        await using var host = await TestHost.StartAsync(accounts: [Juliet, "romeo@verona.example"]);
        await using var romeo = await LogInAsync(host, "r", "romeo@verona.example");
        Reload(host, o => o with { Features = o.Features with { Offline = o.Features.Offline with { MaxMessages = 1 } } });
        await romeo.SendAsync($"<message to='{Juliet}' type='chat' id='1'><body>a</body></message>", _ct);
        await romeo.SendAsync($"<message to='{Juliet}' type='chat' id='2'><body>b</body></message>", _ct);
        var error = (await romeo.NextAsync(_ct)).Element?.ToString() ?? "";
        Assert.That(error, Does.Contain("id=\"2\"").And.Contain("service-unavailable"));
    }

    [Test]
    public async Task Mechanisms_and_attempts_change()
    {
        await using var host = await TestHost.StartAsync(accounts: [Juliet], configure: o => o with { Sasl = o.Sasl with { Mechanisms = ["SCRAM-SHA-256"] } });
        Assert.That(await FeaturesAsync(host), Does.Contain("SCRAM-SHA-256").And.Not.Contain("SCRAM-SHA-512"));
        Reload(host, o => o with { Sasl = o.Sasl with { Mechanisms = ["SCRAM-SHA-512"], AttemptsPerStream = 2 } });
        Assert.That(await FeaturesAsync(host), Does.Contain("SCRAM-SHA-512").And.Not.Contain("SCRAM-SHA-256"));
    }

    [Test, Case("S2S-05")]
    public async Task A_server_that_is_blocked_is_sent_away_at_once_and_welcome_again()
    {
        await using var servers = await TwoServers.StartAsync();
        await using var juliet = await servers.JulietAsync(_ct);
        await using var romeo = await servers.RomeoAsync(_ct);
        await juliet.SendAsync("<message to='romeo@montague.example/r' id='j1'><body>hi</body></message>", _ct);
        Assert.That((string?)(await romeo.NextAsync(_ct)).Element?.Attribute("id"), Is.EqualTo("j1"));
        while (servers.Capulet.Server.Federation?.Links.All.Sum(link => link.Look().Queue) > 0)
            await Task.Delay(20, _ct); // acknowledged

        Reload(servers.Capulet, o => o with { Federation = o.Federation with { Block = ["montague.example"] } });
        await juliet.SendAsync("<message to='romeo@montague.example/r' id='j2'><body>hi</body></message>", _ct);
        Assert.That((await juliet.NextAsync(_ct)).Element?.ToString(), Does.Contain("j2").And.Contain("not-allowed"));
        while (servers.Capulet.Server.Federation?.Streams.Any() == true)
            await Task.Delay(10, _ct);

        Reload(servers.Capulet, o => o with { Federation = o.Federation with { Block = [] } });
        await juliet.SendAsync("<message to='romeo@montague.example/r' id='j3'><body>hi</body></message>", _ct);
        Assert.That((string?)(await romeo.NextAsync(_ct)).Element?.Attribute("id"), Is.EqualTo("j3"));
    }

    [Test]
    public async Task What_servers_may_cost_changes()
    {
        await using var host = await TestHost.StartAsync();
        var federation = host.Server.Federation ?? throw new InvalidOperationException();
        Reload(host, o => o with { Federation = o.Federation with { BytesPerSecond = 12_345 }, Limits = o.Limits with { StanzaBytes = 54_321 } });
        Assert.That(federation.Limits.BytesPerSecond, Is.EqualTo(12_345));
        Assert.That(federation.ReaderLimits.MaxBytes, Is.EqualTo(54_321));
    }

    [Test]
    public void The_log_says_more_or_less_from_the_next_line_on()
    {
        var options = new ServerOptions();
        var live = new LiveConfiguration(options);
        using var loggers = LogSetup.Create(options.Log, TimeProvider.System);
        var logger = loggers.CreateLogger("Xmpp.Server.Test");
        Assert.That(logger.IsEnabled(LogLevel.Debug), Is.False);
        live.Take(options with { Log = new LogOptions { Level = LogLevel.Debug } });
        Assert.That(logger.IsEnabled(LogLevel.Debug), Is.True);
        live.Take(options with { Log = new LogOptions { Level = LogLevel.None } });
        Assert.That(logger.IsEnabled(LogLevel.Critical), Is.False);
    }

    [Test]
    [Spec("RFC 7395", "3.6.1")]
    public async Task Clients_by_WebSocket_are_sent_where_the_file_says_now()
    {
        await using var host = await TestHost.StartAsync(configure: TestHost.WithHttp);
        Assert.That(await AnswerToOpenAsync(host), Does.Contain("features"));
        Reload(host, o => o with { Web = o.Web with { WebSocket = o.Web.WebSocket with { SeeOtherUri = "wss://a.example/" } } });
        Assert.That(await AnswerToOpenAsync(host), Does.Contain("see-other-uri=\"wss://a.example/\""));
        Reload(host, o => o with
        {
            Hosts = [.. o.Hosts.Select(h => h with { WebSocket = new HostWebSocketOptions { SeeOtherUri = "wss://{host}:1/" } })],
        });
        Assert.That(await AnswerToOpenAsync(host), Does.Contain("see-other-uri=\"wss://capulet.example:1/\""));
    }

    /// <summary>What follows our header.</summary>
    private async Task<string> AnswerToOpenAsync(TestHost host)
    {
        await using var client = await WireConnection.ConnectWebSocketAsync(
            "web", host.Server.WebEndPoints[0], "capulet.example", isRaw: true, _ct);
        await client.SendAsync("<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='capulet.example' version='1.0'/>", _ct);
        await client.NextAsync(_ct);
        return (await client.NextAsync(_ct)).Element!.ToString();
    }

    private static void Reload(TestHost host, Func<ServerOptions, ServerOptions> change)
    {
        var configuration = host.Server.Configuration;
        var changes = configuration.Take(change(configuration.Options));
        Assert.That(changes.Live, Is.Not.Empty);
        Assert.That(changes.AtRestart, Is.Empty);
    }

    private async Task<WireConnection> LogInAsync(TestHost host, string resource, string account = Juliet)
    {
        var connection = await WireConnection.ConnectAsync(resource, host.Server.C2sEndPoint!, _ct);
        await WireLogin.LogInAsync(connection, account, TestHost.PasswordOf(account), resource, _ct);
        return connection;
    }

    private async Task<string> AskAsync(WireConnection connection, string type, string payload, string? to = null)
    {
        var id = Guid.NewGuid().ToString("N");
        await connection.SendAsync($"<iq type='{type}' id='{id}'{(to is null ? "" : $" to='{to}'")}>{payload}</iq>", _ct);
        while (true)
        {
            var frame = await connection.NextAsync(_ct);
            if ((string?)frame.Element?.Attribute("id") == id)
                return frame.Element!.ToString();
            Assert.That(frame.Kind, Is.Not.EqualTo(WirePatternKind.Closed));
        }
    }

    private async Task<string> NextErrorAsync(WireConnection connection)
    {
        await connection.SendAsync("<?xml version='1.0'?><stream:stream to='capulet.example' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>", _ct);
        while (true)
        {
            var frame = await connection.NextAsync(_ct);
            if (frame.Element?.Name.LocalName == "error" || frame.Kind == WirePatternKind.Closed)
                return frame.Element?.ToString() ?? "closed";
        }
    }

    /// <summary>What a client sees inside TLS.</summary>
    private async Task<string> FeaturesAsync(TestHost host)
    {
        await using var connection = await WireConnection.ConnectAsync("new", host.Server.C2sTlsEndPoint!, _ct);
        await connection.StartTlsAsync("capulet.example", _ct);
        await connection.SendAsync("<?xml version='1.0'?><stream:stream to='capulet.example' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>", _ct);
        while (true)
        {
            var frame = await connection.NextAsync(_ct);
            if (frame.Element?.Name.LocalName == "features")
                return frame.Element.ToString();
            Assert.That(frame.Kind, Is.Not.EqualTo(WirePatternKind.Closed));
        }
    }
}
