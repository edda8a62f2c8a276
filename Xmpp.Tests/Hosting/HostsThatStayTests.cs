using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Xmpp.Server.Certificates;
using Xmpp.Server.Configuration;
using Xmpp.Server.Configuration.Reloading;
using Xmpp.Stanzas.Core;
using Xmpp.Tests.Certificates;
using Xmpp.Tests.Federation;
using Xmpp.Tests.Wire;

namespace Xmpp.Tests.Hosting;

/// <summary>A host that stays gets another certificate while its clients are there (cases OPS-01, OPS-07).</summary>
[Case("OPS-07")]
public sealed class HostsThatStayTests : HostTest, IDisposable
{
    private const string Juliet = "juliet@capulet.example";

    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();
    private readonly TestAuthority _authority = new(TimeProvider.System.GetUtcNow());
    private readonly TemporaryDirectory _directory = new();

    public void Dispose()
    {
        _authority.Dispose();
        _directory.Dispose();
    }

    [Test, Case("OPS-01")]
    public async Task Every_new_handshake_has_the_new_certificate_and_every_stream_stays()
    {
        await using var host = await TestHost.StartAsync(accounts: [Juliet], configure: o => o with
        {
            Hosts = [Issue("capulet.example", "old"), o.Hosts[1]],
            Listeners = o.Listeners with { Https = [new ListenEndpoint("127.0.0.1", 0)] },
        });
        await using var juliet = await LogInAsync(host, Juliet);
        var before = await SerialsAsync(host);
        Assert.That(before.Distinct().Count(), Is.EqualTo(1));

        var next = Issue("capulet.example", "new");
        Assert.That(Reload(host, next), Is.EqualTo(new[] { "hosts[capulet.example].certificate", "hosts[capulet.example].key" }));

        var after = await SerialsAsync(host);
        Assert.That(after.Distinct().Count(), Is.EqualTo(1), string.Join(' ', after));
        Assert.That(after[0], Is.Not.EqualTo(before[0]));
        Assert.That(host.Server.Configuration.Options.Hosts[0].Key, Is.EqualTo(next.Key));
        Assert.That(await AskAsync(juliet, "capulet.example", "<ping xmlns='urn:xmpp:ping'/>"), Does.Contain("result"), "streams stay");
        Assert.That((await SerialAsync(host.Server.C2sTlsEndPoint!, "verona.example", "xmpp-client")), Is.Not.EqualTo(after[0]));

        Assert.That(Reload(host, new HostOptions { Name = "capulet.example" }), Has.Count.EqualTo(2));
        Assert.That(host.Server.Certificates.Find("capulet.example")?.IsSelfMade, Is.True);
        Assert.That(await SerialAsync(host.Server.C2sTlsEndPoint!, "capulet.example", "xmpp-client"), Is.Not.EqualTo(after[0]));
    }

    [Test, Case("OPS-01")]
    public async Task Other_servers_are_shown_the_new_certificate_too()
    {
        await File.WriteAllTextAsync(_directory["root.pem"], _authority.Root.ExportCertificatePem(), Ct);
        await using var servers = await TwoServers.StartAsync(
            new FederationOptions { Trust = FederationTrust.Dialback, Authorities = new AuthorityOptions { System = false, Roots = [_directory["root.pem"]] } },
            hasRealIdentity: true);
        await using var juliet = await servers.JulietAsync(Ct);
        await using var romeo = await servers.RomeoAsync(Ct);
        Assert.That(await MethodsAsync(servers, juliet, romeo), Is.EqualTo(new[] { "dialback" }), "a certificate of our own proves nothing");

        Reload(servers.Capulet, Issue("capulet.example", "new"));
        Assert.That(await MethodsAsync(servers, juliet, romeo), Is.EqualTo(new[] { "dialback" }), "the stream stays");
        foreach (var stream in servers.Capulet.Server.Federation!.Streams)
            stream.PostFail(StreamError.Reset);
        while (servers.Montague.Server.Federation!.Streams.Any() || servers.Capulet.Server.Federation!.Streams.Any())
            await Task.Delay(10, Ct);
        Assert.That(await MethodsAsync(servers, juliet, romeo), Is.EqualTo(new[] { "EXTERNAL" }));
    }

    [TestCase("gone"), TestCase("no certificate"), TestCase("another key"), TestCase("expired")]
    public async Task One_that_is_no_good_changes_nothing_at_all(string fault)
    {
        await using var host = await TestHost.StartAsync(configure: o => o with { Hosts = [Issue("capulet.example", "old"), o.Hosts[1]] });
        var configuration = host.Server.Configuration;
        var (before, serial) = (configuration.Options.Hosts[0] with { }, host.Server.Certificates.Find("capulet.example"));
        var next = Issue("capulet.example", "new", fault == "expired" ? -1 : 30);
        if (fault == "gone")
            File.Delete(next.Certificate!);
        else if (fault == "no certificate")
            await File.WriteAllTextAsync(next.Certificate!, "nothing of the kind", Ct);
        else if (fault == "another key")
            next = next with { Key = before.Key };
        Assert.That(
            () => configuration.Take(configuration.Options with
            {
                Limits = configuration.Options.Limits with { RosterItems = 7 },
                Hosts = [next with { Admins = [Juliet] }, configuration.Options.Hosts[1], new HostOptions { Name = "ferrara.example" }],
            }),
            Throws.TypeOf<ReloadRefusedException>().With.Message.Contains(next.Certificate!)
                .And.Property("Key").EqualTo("hosts[capulet.example].certificate"));
        Assert.That(configuration.Options.Hosts[0], Is.EqualTo(before));
        Assert.That(configuration.Options.Hosts, Has.Count.EqualTo(2));
        Assert.That(configuration.Options.Limits.RosterItems, Is.Not.EqualTo(7));
        host.Server.Certificates.Reload();
        Assert.That(host.Server.Certificates.Find("capulet.example"), Is.SameAs(serial));
    }

    [Test, Case("OPS-01"), CancelAfter(60_000)]
    public async Task The_new_files_are_watched_and_the_old_ones_are_not()
    {
        Directory.CreateDirectory(_directory["elsewhere"]);
        await using var host = await TestHost.StartAsync(configure: o => o with { Hosts = [Issue("capulet.example", "old")] });
        using var watcher = new CertificateWatcher(host.Server.Certificates, TimeProvider.System, NullLogger<CertificateWatcher>.Instance);
        Reload(host, Issue("capulet.example", "elsewhere/new"));
        var taken = host.Server.Certificates.Find("capulet.example");
        Issue("capulet.example", "old");
        host.Server.Certificates.Reload();
        Assert.That(host.Server.Certificates.Find("capulet.example"), Is.SameAs(taken));
        Issue("capulet.example", "elsewhere/new");
        while (host.Server.Certificates.Find("capulet.example") == taken)
            await Task.Delay(20, Ct);
    }

    [TestCase("CAPULET.example")]
    [TestCase("xn--mnchen-3ya.example")]
    public async Task It_is_the_same_host_however_its_name_is_written(string name)
    {
        await using var host = await TestHost.StartAsync(accounts: [Juliet], configure: o => o with
        {
            Hosts = [new HostOptions { Name = "capulet.example" }, new HostOptions { Name = "münchen.example" }],
        });
        await using var juliet = await LogInAsync(host, Juliet);
        var other = name.StartsWith('C') ? "münchen.example" : "capulet.example";
        var read = ServerConfiguration.Parse("server.toml", $"[[hosts]]\nname = '{other}'\n[[hosts]]\nname = '{name}'\n", new Dictionary<string, string>());
        var changes = host.Server.Configuration.Take(host.Server.Configuration.Options with { Hosts = read.Options!.Hosts });
        Assert.That(changes.Live, other == "capulet.example" ? Is.Empty : Is.EqualTo(new[] { "hosts" }), "the order at most");
        Assert.That(host.Server.HostChanges.Settled.IsCompleted);
        Assert.That(await AskAsync(juliet, "capulet.example", "<ping xmlns='urn:xmpp:ping'/>"), Does.Contain("result"));
    }

    // Every way in: STARTTLS, TLS from the first byte, HTTPS, and both of other servers.
    private async Task<string[]> SerialsAsync(TestHost host)
    {
        await using var client = await WireConnection.ConnectAsync("client", host.Server.C2sEndPoint!, Ct);
        await WireLogin.SecureAsync(client, "capulet.example", Ct);
        await using var server = await WireConnection.ConnectAsync("server", host.Server.S2sEndPoint!, Ct);
        await server.SendAsync(
            "<?xml version='1.0'?><stream:stream from='montague.example' to='capulet.example' version='1.0' xmlns='jabber:server' "
            + "xmlns:stream='http://etherx.jabber.org/streams'>", Ct);
        await NextAsync(server, "features");
        await server.SendAsync($"<starttls xmlns='{WireLogin.Tls}'/>", Ct);
        await NextAsync(server, "proceed");
        await server.StartTlsAsync("capulet.example", Ct);
        return
        [
            client.Tls!.RemoteCertificate!.GetSerialNumberString(), server.Tls!.RemoteCertificate!.GetSerialNumberString(),
            await SerialAsync(host.Server.C2sTlsEndPoint!, "capulet.example", "xmpp-client"),
            await SerialAsync(host.Server.S2sTlsEndPoint!, "capulet.example", "xmpp-server"),
            await SerialAsync(host.Server.WebEndPoints[0], "capulet.example", "http/1.1"),
        ];
    }

    private async Task<string> SerialAsync(IPEndPoint endpoint, string name, string protocol)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(endpoint, Ct);
        await using var tls = new SslStream(client.GetStream(), false, (_, certificate, _, _) => certificate is not null);
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = name, ApplicationProtocols = [new SslApplicationProtocol(protocol)] }, Ct);
        return tls.RemoteCertificate!.GetSerialNumberString();
    }

    private async Task<string?[]> MethodsAsync(TwoServers servers, WireConnection juliet, WireConnection romeo)
    {
        await juliet.SendAsync("<message to='romeo@montague.example/r' id='m'><body>hi</body></message>", Ct);
        await NextAsync(romeo, "message");
        return [.. servers.Montague.Server.Federation!.Streams.Where(stream => stream.IsAuthenticated).Select(stream => stream.Method).Distinct()];
    }

    private static IReadOnlyList<string> Reload(TestHost host, HostOptions capulet)
    {
        var configuration = host.Server.Configuration;
        var changes = configuration.Take(configuration.Options with { Hosts = [capulet, .. configuration.Options.Hosts.Skip(1)] });
        Assert.That(changes.AtRestart, Is.Empty);
        return changes.Live;
    }

    private HostOptions Issue(string name, string file, int days = 30)
    {
        var (certificate, key) = _authority.Issue(_now.AddDays(-9), _now.AddDays(days), name);
        File.WriteAllText(_directory[file + ".crt"], certificate);
        File.WriteAllText(_directory[file + ".key"], key);
        return new HostOptions { Name = name, Certificate = _directory[file + ".crt"], Key = _directory[file + ".key"] };
    }
}
