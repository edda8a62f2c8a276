using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Xmpp.Server.Certificates;
using Xmpp.Server.Configuration;

namespace Xmpp.Tests.Certificates;

/// <summary>Real handshakes and real file events.</summary>
public class CertificateHandshakeTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private TemporaryDirectory _directory;
    private TestAuthority _authority;
    private TcpListener _listener;
    private CertificateStore _store;
    private DateTimeOffset _now;

    [SetUp]
    public void SetUp()
    {
        _now = TimeProvider.System.GetUtcNow();
        _directory = new TemporaryDirectory();
        _authority = new TestAuthority(_now);
        _listener = new TcpListener(IPAddress.Loopback, 0);
        _listener.Start();
        _store = new CertificateStore(
            [Write("capulet.example"), Write("xn--mnchen-3ya.example", "münchen.example")], _directory.Path,
            TimeProvider.System, NullLogger<CertificateStore>.Instance);
        _store.Load();
    }

    [TearDown]
    public void TearDown()
    {
        _listener.Dispose();
        _authority.Dispose();
        _directory.Dispose();
    }

    [TestCase("capulet.example")]
    [TestCase("münchen.example")]
    [CancelAfter(30_000)]
    public async Task A_client_that_trusts_the_root_verifies_the_whole_chain(string host, CancellationToken ct)
    {
        // Throws unless name and chain are right: the intermediate must have been sent.
        await using var connection = await ConnectAsync(host, ct);
        Assert.That(connection.Server.IsAuthenticated);
    }

    [Test, Case("OPS-01"), CancelAfter(60_000)]
    public async Task A_file_that_changes_reaches_new_handshakes_and_leaves_old_connections(CancellationToken ct)
    {
        using var watcher = new CertificateWatcher(
            _store, TimeProvider.System, NullLogger<CertificateWatcher>.Instance);
        await using var old = await ConnectAsync("capulet.example", ct);
        var oldSerial = old.Client.RemoteCertificate!.GetSerialNumberString();
        var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _store.Changed += _ => changed.TrySetResult();

        Write("capulet.example");
        await changed.Task.WaitAsync(Deadline, ct);

        await using var fresh = await ConnectAsync("capulet.example", ct);
        Assert.That(fresh.Client.RemoteCertificate!.GetSerialNumberString(), Is.Not.EqualTo(oldSerial));
        await old.Client.WriteAsync("still here"u8.ToArray(), ct);
        var buffer = new byte[10];
        await old.Server.ReadExactlyAsync(buffer, ct);
        Assert.That(buffer, Is.EqualTo("still here"u8.ToArray()));
    }

    private HostOptions Write(string name, string? host = null)
    {
        var (certificate, key) = _authority.Issue(_now.AddDays(-1), _now.AddDays(80), name);
        var options = new HostOptions
        {
            Name = host ?? name,
            Certificate = _directory[$"{name}.crt"],
            Key = _directory[$"{name}.key"],
        };
        File.WriteAllText(options.Key, key);
        File.WriteAllText(options.Certificate, certificate);
        return options;
    }

    private async Task<Connection> ConnectAsync(string host, CancellationToken ct)
    {
        var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)_listener.LocalEndpoint, ct);
        var server = await _listener.AcceptTcpClientAsync(ct);
        var serverTls = new SslStream(server.GetStream());
        var clientTls = new SslStream(client.GetStream());
        var chain = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        chain.CustomTrustStore.Add(_authority.Root);
        await Task.WhenAll(
            serverTls.AuthenticateAsServerAsync(
                (_, hello, _, _) => ValueTask.FromResult(new SslServerAuthenticationOptions
                {
                    ServerCertificateContext = _store.Get(hello.ServerName),
                }), null, ct),
            clientTls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions { TargetHost = host, CertificateChainPolicy = chain }, ct));
        return new Connection(clientTls, serverTls);
    }

    private sealed record Connection(SslStream Client, SslStream Server) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Client.DisposeAsync();
            await Server.DisposeAsync();
        }
    }
}
