using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Xmpp.Server.Configuration;
using Xmpp.Server.Federation.Discovery;
using Xmpp.Server.Federation.Identity;
using Xmpp.Tests.Certificates;

namespace Xmpp.Tests.Federation;

/// <summary>A server whose certificate nobody trusted has signed is believed where signed DNS names it (RFC 7673 §4).</summary>
public sealed class DaneTests : IDisposable
{
    private const string Target = "xmpp.montague.example";

    private readonly TestAuthority _stranger = new(TimeProvider.System.GetUtcNow());
    private readonly TestAuthority _known = new(TimeProvider.System.GetUtcNow());
    private readonly TemporaryDirectory _directory = new();

    public void Dispose()
    {
        _stranger.Dispose();
        _known.Dispose();
        _directory.Dispose();
    }

    [TestCase(true, true, "m"), TestCase(false, true, "remote-server-timeout"), TestCase(true, false, "remote-server-timeout")]
    [Spec("RFC 7673", "4.2")]
    public async Task Record_alone_proves_the_peer_if_it_fits_and_is_signed(bool fits, bool isSigned, string expected)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var ct = patience.Token;
        var now = TimeProvider.System.GetUtcNow();
        foreach (var name in new[] { "capulet.example", "verona.example", "montague.example" })
        {
            var (certificate, key) = (name == "montague.example" ? _stranger : _known).Issue(now.AddDays(-1), now.AddDays(30), name);
            await File.WriteAllTextAsync(_directory[$"{name}.crt"], certificate, ct);
            await File.WriteAllTextAsync(_directory[$"{name}.key"], key, ct);
        }
        using var shown = X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(_directory["montague.example.crt"], ct));
        var record = new TlsaRecord(
            TlsaRecord.Certificate, 1, 1, fits ? SHA256.HashData(shown.PublicKey.ExportSubjectPublicKeyInfo()) : new byte[32]);
        await using var servers = await TwoServers.StartAsync(
            new FederationOptions { Trust = FederationTrust.Certificate },
            options => options with
            {
                Hosts = [.. options.Hosts.Select(host => host with
                {
                    Certificate = _directory[$"{host.Name}.crt"],
                    Key = _directory[$"{host.Name}.key"],
                })],
            },
            identity: new CertificateIdentity(
                new CertificateTrust([_known.Root], systemRoots: false, TimeProvider.System), new Records(record)));
        servers.Finder["montague.example"] = PeerAddresses.Found(
            new PeerAddress(servers.Montague.Server.S2sEndPoint ?? throw new InvalidOperationException(), false)
            {
                Target = Target,
                IsTargetSecure = isSigned,
            });
        await using var juliet = await servers.JulietAsync(ct);
        await using var romeo = await servers.RomeoAsync(ct);
        await juliet.SendAsync("<message to='romeo@montague.example/r' id='m'><body>hi</body></message>", ct);
        var heard = expected == "m" ? romeo : juliet;
        Assert.That((await heard.NextAsync(ct)).Element?.ToString(), Does.Contain(expected == "m" ? "id=\"m\"" : expected));
    }

    private sealed class Records(TlsaRecord record) : ITlsaRecords
    {
        public ValueTask<IReadOnlyList<TlsaRecord>?> FindAsync(PeerAddress address, CancellationToken ct) =>
            new(address.Target == Target ? [record] : []);
    }
}
