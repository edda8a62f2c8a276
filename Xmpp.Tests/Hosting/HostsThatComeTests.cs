using System.Net.Security;
using System.Net.Sockets;
using Xmpp.Server.Configuration;
using Xmpp.Server.Configuration.Reloading;
using Xmpp.Stanzas.Jids;
using Xmpp.Tests.Federation;

namespace Xmpp.Tests.Hosting;

/// <summary>A host is put into the configuration while the server runs (cases OPS-11).</summary>
[Case("OPS-11")]
public class HostsThatComeTests : HostTest
{
    private const string Juliet = "juliet@capulet.example";
    private const string Mercutio = "mercutio@ferrara.example";

    [Test]
    public async Task It_has_all_that_a_host_has()
    {
        await using var host = await TestHost.StartAsync(accounts: [Juliet], configure: TestHost.WithHttp);
        await using var juliet = await LogInAsync(host, Juliet);
        Assert.That(await OpenAsync(host, "ferrara.example"), Is.EqualTo("host-unknown"));
        Assert.That(await AskAsync(juliet, "ferrara.example", "<ping xmlns='urn:xmpp:ping'/>"), Does.Contain("remote-server-not-found"));

        Assert.That(await ReloadAsync(host, "capulet.example", "verona.example", "ferrara.example"),
            Is.EqualTo(new[] { "hosts[ferrara.example] (new)" }));

        Assert.That(await host.Server.Accounts.CreateAsync(new(Jid.Parse(Mercutio), "mercutio"), Ct), Is.EqualTo(Xmpp.Server.Accounts.AccountOutcome.Done));
        Assert.That(await SubjectAsync(host, "ferrara.example"), Is.EqualTo("CN=ferrara.example"));
        await using var mercutio = await LogInAsync(host, Mercutio);
        await mercutio.SendAsync("<presence/>", Ct);
        const string items = "<query xmlns='http://jabber.org/protocol/disco#items'/>";
        foreach (var service in (string[])["conference", "pubsub", "upload"])
        {
            Assert.That(await AskAsync(mercutio, "ferrara.example", items), Does.Contain($"\"{service}.ferrara.example\"").And.Not.Contain("capulet"));
            Assert.That(await AskAsync(mercutio, $"{service}.ferrara.example", "<query xmlns='http://jabber.org/protocol/disco#info'/>"), Does.Contain("<identity"));
        }
        Assert.That(await AskAsync(juliet, "ferrara.example", "<query xmlns='http://jabber.org/protocol/disco#info'/>"), Does.Contain("category=\"server\""));
        await mercutio.SendAsync("<presence to='duel@conference.ferrara.example/mercutio'><x xmlns='http://jabber.org/protocol/muc'/></presence>", Ct);
        Assert.That((await NextAsync(mercutio, "message")).ToString(), Does.Contain("<subject"));
        await juliet.SendAsync($"<message to='{Mercutio}/r' id='m'><body>hi</body></message>", Ct);
        Assert.That((string?)(await NextAsync(mercutio, "message")).Attribute("id"), Is.EqualTo("m"));
        Assert.That(await AskAsync(mercutio, "pubsub.ferrara.example",
            "<pubsub xmlns='http://jabber.org/protocol/pubsub'><create node='n'/></pubsub>", "set"), Does.Contain("result"));
    }

    [Test]
    public async Task Federation_answers_for_it_and_speaks_for_it()
    {
        await using var servers = await TwoServers.StartAsync();
        await using var romeo = await servers.RomeoAsync(Ct);
        servers.Finder.Set("ferrara.example", servers.Capulet.Server.S2sEndPoint);
        await ReloadAsync(servers.Capulet, "capulet.example", "verona.example", "ferrara.example");
        await servers.Capulet.Server.Accounts.CreateAsync(new(Jid.Parse(Mercutio), "mercutio"), Ct);
        await using var mercutio = await LogInAsync(servers.Capulet, Mercutio);
        await romeo.SendAsync($"<message to='{Mercutio}/r' id='in'><body>hi</body></message>", Ct);
        Assert.That((string?)(await NextAsync(mercutio, "message")).Attribute("id"), Is.EqualTo("in"));
        await mercutio.SendAsync("<message to='romeo@montague.example/r' id='out'><body>hi</body></message>", Ct);
        Assert.That((string?)(await NextAsync(romeo, "message")).Attribute("id"), Is.EqualTo("out"));
    }

    [Test, Spec("RFC 6120", "4.9.3.9")]
    public async Task Nobody_else_is_one_of_ours_from_then_on()
    {
        await using var servers = await TwoServers.StartAsync();
        await using var juliet = await servers.JulietAsync(Ct);
        await using var stranger = await servers.RomeoAsync(Ct);
        await juliet.SendAsync("<message to='romeo@montague.example/r' id='1'><body>hi</body></message>", Ct);
        await NextAsync(stranger, "message");
        await stranger.SendAsync("<message to='juliet@capulet.example/r' id='2'><body>hi</body></message>", Ct);
        await NextAsync(juliet, "message");

        await ReloadAsync(servers.Capulet, "capulet.example", "verona.example", "montague.example");

        while (servers.Capulet.Server.Federation!.Streams.Any())
            await Task.Delay(10, Ct);
        GiveUpSoon(servers.Montague);
        await stranger.SendAsync("<message to='juliet@capulet.example/r' id='forged'><body>hi</body></message>", Ct);
        Assert.That((await NextAsync(stranger, "message", "error")).ToString(), Does.Contain("forged"));
        await servers.Capulet.Server.Accounts.CreateAsync(new(Jid.Parse("romeo@montague.example"), "romeo"), Ct);
        await using var romeo = await LogInAsync(servers.Capulet, "romeo@montague.example");
        await juliet.SendAsync("<message to='romeo@montague.example/r' id='3'><body>hi</body></message>", Ct);
        Assert.That((string?)(await NextAsync(romeo, "message")).Attribute("id"), Is.EqualTo("3"));
    }

    [Test, Case("OPS-07")]
    public async Task A_certificate_that_is_no_good_changes_nothing_at_all()
    {
        await using var host = await TestHost.StartAsync(accounts: [Juliet]);
        var configuration = host.Server.Configuration;
        var before = configuration.Options.Hosts;
        Assert.That(
            () => configuration.Take(configuration.Options with
            {
                Limits = configuration.Options.Limits with { RosterItems = 7 },
                Hosts = [before[0], new HostOptions { Name = "ferrara.example", Certificate = "/nowhere/at/all.pem" }],
            }),
            Throws.TypeOf<ReloadRefusedException>().With.Message.Contains("/nowhere/at/all.pem"));
        Assert.That(configuration.Options.Hosts, Is.SameAs(before));
        Assert.That(configuration.Options.Limits.RosterItems, Is.Not.EqualTo(7));
        Assert.That(await OpenAsync(host, "ferrara.example"), Is.EqualTo("host-unknown"));
        Assert.That(await OpenAsync(host, "verona.example"), Is.EqualTo("features"));
    }

    [TestCase("conference.capulet.example", Description = "there are rooms")]
    [TestCase("gateway.capulet.example", Description = "a component has the name")]
    [TestCase("side.capulet.example", Description = "a component below it has rights at capulet.example")]
    public async Task What_would_be_there_by_half_waits_for_a_restart(string name)
    {
        await using var host = await TestHost.StartAsync(configure: o => o with
        {
            Components =
            [
                new ComponentOptions { Name = "gateway.capulet.example", Secret = "x" },
                new ComponentOptions
                {
                    Name = "bot.side.capulet.example", Secret = "x", Privileges = new PrivilegeOptions { Message = MessagePrivilege.Outgoing },
                },
            ],
        });
        var configuration = host.Server.Configuration;
        var changes = configuration.Take(configuration.Options with
        {
            Hosts = [.. configuration.Options.Hosts, new HostOptions { Name = name }],
        });
        Assert.That(changes.AtRestart, Is.EqualTo(new[] { $"hosts[{name}] (new)" }));
        Assert.That(changes.Live, Is.Empty);
        Assert.That(await OpenAsync(host, name), Is.EqualTo("host-unknown"));
    }

    // Of the certificate that is shown for that name.
    private async Task<string> SubjectAsync(TestHost host, string name)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(host.Server.C2sTlsEndPoint!, Ct);
        await using var tls = new SslStream(client.GetStream(), false, (_, certificate, _, _) => certificate is not null);
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = name, ApplicationProtocols = [new SslApplicationProtocol("xmpp-client")] }, Ct);
        return tls.RemoteCertificate!.Subject;
    }
}
