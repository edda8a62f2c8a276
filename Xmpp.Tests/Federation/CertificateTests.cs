using Microsoft.Extensions.Logging;
using Xmpp.Server.Configuration;
using Xmpp.Tests.Certificates;

namespace Xmpp.Tests.Federation;

/// <summary>Two servers with certificates that a common authority has signed, or has not (XEP-0178, cases S2S-04).</summary>
public sealed class CertificateTests : IDisposable
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private readonly TestAuthority _authority = new(Now);
    private readonly TemporaryDirectory _directory = new();

    public void Dispose()
    {
        _authority.Dispose();
        _directory.Dispose();
    }

    [TestCase(FederationTrust.Certificate), TestCase(FederationTrust.Dialback)]
    [Spec("XEP-0178", "3")]
    public async Task Valid_certificates_prove_both_names_without_a_call_back(FederationTrust trust)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var ct = patience.Token;
        await using var servers = await StartAsync(trust, Now.AddDays(-1), Now.AddDays(30));
        await using var juliet = await servers.JulietAsync(ct);
        await using var romeo = await servers.RomeoAsync(ct);
        await juliet.SendAsync("<message to='romeo@montague.example/r' id='m'><body>hi</body></message>", ct);
        Assert.That((string?)(await romeo.NextAsync(ct)).Element?.Attribute("id"), Is.EqualTo("m"));
        Assert.That(servers.Montague.Server.Federation?.Streams.Select(s => s.Method), Is.EqualTo(new[] { "EXTERNAL" }));
    }

    [Test, Case("S2S-04"), Case("S2S-05")]
    public async Task An_expired_certificate_is_not_enough_where_one_is_needed_and_the_log_says_why()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var ct = patience.Token;
        var log = new CapturedLog();
        await using var servers = await StartAsync(FederationTrust.Certificate, Now.AddDays(-9), Now.AddDays(-1), log);
        await using var juliet = await servers.JulietAsync(ct);
        await juliet.SendAsync("<message to='romeo@montague.example' id='m'><body>hi</body></message>", ct);
        var error = (await juliet.NextAsync(ct)).Element?.ToString() ?? "";
        Assert.That(error, Does.Contain("remote-server-timeout"));
        Assert.That(log.Text, Does.Contain("certificate refused").And.Contain("NotValidNow"));
    }

    [Test, Case("S2S-04")]
    public async Task And_is_followed_by_dialback_where_that_will_do()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var ct = patience.Token;
        await using var servers = await StartAsync(FederationTrust.Dialback, Now.AddDays(-9), Now.AddDays(-1));
        await using var juliet = await servers.JulietAsync(ct);
        await using var romeo = await servers.RomeoAsync(ct);
        await juliet.SendAsync("<message to='romeo@montague.example/r' id='m'><body>hi</body></message>", ct);
        Assert.That((string?)(await romeo.NextAsync(ct)).Element?.Attribute("id"), Is.EqualTo("m"));
        Assert.That(servers.Montague.Server.Federation?.Streams.Where(s => s.IsAuthenticated).Select(s => s.Method),
            Is.EqualTo(new[] { "dialback" }));
    }

    private async Task<TwoServers> StartAsync(
        FederationTrust trust, DateTimeOffset from, DateTimeOffset to, ILoggerFactory? log = null)
    {
        await File.WriteAllTextAsync(_directory["root.pem"], _authority.Root.ExportCertificatePem());
        foreach (var name in new[] { "capulet.example", "verona.example", "montague.example" })
        {
            var (certificate, key) = _authority.Issue(from, to, name);
            await File.WriteAllTextAsync(_directory[$"{name}.crt"], certificate);
            await File.WriteAllTextAsync(_directory[$"{name}.key"], key);
        }
        return await TwoServers.StartAsync(
            new FederationOptions
            {
                Trust = trust,
                Authorities = new AuthorityOptions { System = false, Roots = [_directory["root.pem"]] },
            },
            options => options with
            {
                Hosts = [.. options.Hosts.Select(host => host with
                {
                    Certificate = _directory[$"{host.Name}.crt"],
                    Key = _directory[$"{host.Name}.key"],
                })],
            },
            hasRealIdentity: true, log: log);
    }
}
