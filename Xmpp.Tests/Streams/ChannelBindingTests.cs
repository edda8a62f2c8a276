using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography;
using Xmpp.Server.Configuration;
using Xmpp.Tests.Certificates;

namespace Xmpp.Tests.Streams;

/// <summary>SCRAM bound to real TLS, with a client that computes its side itself.</summary>
public class ChannelBindingTests
{
    private const string Juliet = "juliet@capulet.example";

    private static readonly string[] s_plus = ["SCRAM-SHA-512-PLUS", "SCRAM-SHA-256-PLUS", "SCRAM-SHA-1-PLUS"];
    private static readonly string[] s_scram = ["SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN"];
    private static readonly string[] s_types = ["tls-exporter", "tls-server-end-point"];

    private TestHost _host;

    [OneTimeSetUp]
    public async Task SetUp() => _host = await TestHost.StartAsync(
        configure: options => options with
        {
            Sasl = options.Sasl with { FailuresPerAccount = 1000, FailuresPerAddress = 1000 },
            Limits = options.Limits with { ConnectionsPerAddress = 1000 },
        },
        accounts: [Juliet]);

    [OneTimeTearDown]
    public async Task TearDown() => await _host.DisposeAsync();

    [TestCase(false)]
    [TestCase(true)]
    [Spec("XEP-0440", "2"), Spec("RFC 9266", "3"), Case("AUTH-10"), CancelAfter(20_000)]
    public async Task Tls_13_offers_both_types(bool isDirect, CancellationToken ct)
    {
        await using var client = await ConnectAsync(isDirect, SslProtocols.Tls13, ct);
        Assert.That(client.Mechanisms, Is.EqualTo((string[])[.. s_plus, .. s_scram]));
        Assert.That(client.Types, Is.EqualTo(s_types));
    }

    // A client that does not read our list would take tls-unique (RFC 5802 §6.1), which is not there.
    [TestCase(false)]
    [TestCase(true)]
    [Spec("RFC 5802", "6"), Case("AUTH-09"), Case("AUTH-10"), CancelAfter(20_000)]
    public async Task Tls_12_offers_none_and_takes_y(bool isDirect, CancellationToken ct)
    {
        await using var client = await ConnectAsync(isDirect, SslProtocols.Tls12, ct);
        Assert.That(client.Mechanisms, Is.EqualTo(s_scram));
        Assert.That(client.Types, Is.Empty);
        Assert.That(await client.LogInAsync("SCRAM-SHA-256-PLUS", "p=tls-exporter,,", client.Exported, ct), Is.EqualTo("invalid-mechanism"));
        Assert.That(await client.LogInAsync("SCRAM-SHA-256", "y,,", [], ct), Is.EqualTo("success"));
    }

    [TestCase("SCRAM-SHA-256", "y,,", "", "not-authorized")]
    [TestCase("SCRAM-SHA-256", "n,,", "", "success")]
    [TestCase("SCRAM-SHA-256-PLUS", "n,,", "", "success")]
    [TestCase("SCRAM-SHA-256-PLUS", "y,,", "", "not-authorized")]
    [TestCase("SCRAM-SHA-256-PLUS", "p=tls-exporter,,", "exported", "success")]
    [TestCase("SCRAM-SHA-512-PLUS", "p=tls-exporter,,", "exported", "success")]
    [TestCase("SCRAM-SHA-1-PLUS", "p=tls-server-end-point,,", "certificate", "success")]
    [TestCase("SCRAM-SHA-256-PLUS", "p=tls-exporter,,", "certificate", "not-authorized")]
    [TestCase("SCRAM-SHA-256-PLUS", "p=tls-server-end-point,,", "exported", "not-authorized")]
    [TestCase("SCRAM-SHA-256-PLUS", "p=tls-exporter,,", "", "not-authorized")]
    [TestCase("SCRAM-SHA-256-PLUS", "p=tls-exporter,,", "other", "not-authorized")]
    [TestCase("SCRAM-SHA-256-PLUS", "p=tls-foo,,", "", "not-authorized")]
    [TestCase("SCRAM-SHA-256-PLUS", "p=tls-unique,,", "", "not-authorized")]
    [TestCase("SCRAM-SHA-256", "p=tls-exporter,,", "exported", "not-authorized")]
    [Spec("RFC 5802", "6"), Spec("RFC 9266", "2"), Spec("RFC 5929", "4.1"), Case("AUTH-09"), CancelAfter(40_000)]
    public async Task What_a_client_says_on_tls_13(string mechanism, string header, string data, string expected, CancellationToken ct)
    {
        foreach (var isDirect in new[] { false, true })
        {
            await using var client = await ConnectAsync(isDirect, SslProtocols.Tls13, ct);
            await using var other = await ConnectAsync(isDirect, SslProtocols.Tls13, ct);
            var binding = data switch
            {
                "exported" => client.Exported,
                "other" => other.Exported,
                "certificate" => SHA256.HashData(client.Certificate.RawData),
                _ => [],
            };
            Assert.That(await client.LogInAsync(mechanism, header, binding, ct), Is.EqualTo(expected), $"direct: {isDirect}");
        }
    }

    // In clear there is nothing to bind to.
    [Test, Case("AUTH-03"), CancelAfter(20_000)]
    public async Task Nothing_is_offered_where_it_is_switched_off(CancellationToken ct)
    {
        await using var host = await TestHost.StartAsync(
            configure: options => options with { Sasl = options.Sasl with { ChannelBinding = false } }, accounts: [Juliet]);
        await using var client = await BoundClient.ConnectAsync(host.Server.C2sTlsEndPoint!, true, SslProtocols.Tls13, ct);
        Assert.That(client.Mechanisms, Is.EqualTo(s_scram));
        Assert.That(client.Types, Is.Empty);
        Assert.That(await client.LogInAsync("SCRAM-SHA-256", "y,,", [], ct), Is.EqualTo("success"));
    }

    [Test, Spec("RFC 5929", "4.1"), Case("AUTH-10"), CancelAfter(20_000)]
    public async Task After_a_reload_each_connection_keeps_its_own_certificate(CancellationToken ct)
    {
        using var directory = new TemporaryDirectory();
        var now = TimeProvider.System.GetUtcNow();
        using var authority = new TestAuthority(now);
        HostOptions Write(string name)
        {
            var (certificate, key) = authority.Issue(now.AddDays(-1), now.AddDays(80), name);
            var options = new HostOptions
            {
                Name = name,
                Certificate = Path.Combine(directory.Path, name + ".crt"),
                Key = Path.Combine(directory.Path, name + ".key"),
            };
            File.WriteAllText(options.Certificate, certificate);
            File.WriteAllText(options.Key, key);
            return options;
        }
        await using var host = await TestHost.StartAsync(
            configure: options => options with { Hosts = [Write("verona.example"), Write("capulet.example")] }, accounts: [Juliet]);
        Task<BoundClient> ConnectAsync(string name = "capulet.example") =>
            BoundClient.ConnectAsync(host.Server.C2sTlsEndPoint!, true, SslProtocols.Tls13, ct, name);
        await using var old = await ConnectAsync();
        await using var wrong = await ConnectAsync();
        await using var byOtherName = await ConnectAsync("verona.example");
        Write("capulet.example");
        host.Server.Certificates.Reload();
        await using var fresh = await ConnectAsync();

        var (before, after) = (SHA256.HashData(old.Certificate.RawData), SHA256.HashData(fresh.Certificate.RawData));
        Assert.That(after, Is.Not.EqualTo(before));
        Assert.That(await LogInAsync(wrong, after), Is.EqualTo("not-authorized"));
        Assert.That(await LogInAsync(old, before), Is.EqualTo("success"));
        Assert.That(await LogInAsync(fresh, after), Is.EqualTo("success"));
        Assert.That(await LogInAsync(byOtherName, SHA256.HashData(byOtherName.Certificate.RawData)), Is.EqualTo("success"));

        Task<string> LogInAsync(BoundClient client, byte[] binding) =>
            client.LogInAsync("SCRAM-SHA-256-PLUS", "p=tls-server-end-point,,", binding, ct);
    }

    private Task<BoundClient> ConnectAsync(bool isDirect, SslProtocols protocol, CancellationToken ct)
    {
        IPEndPoint server = isDirect ? _host.Server.C2sTlsEndPoint! : _host.Server.C2sEndPoint!;
        return BoundClient.ConnectAsync(server, isDirect, protocol, ct);
    }
}
