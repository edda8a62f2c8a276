using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Xmpp.Server.Configuration;
using Xmpp.Server.Federation;
using Xmpp.Server.Federation.Discovery;
using Xmpp.Server.Federation.Identity;
using Xmpp.Server.Transport;
using Xmpp.Tests.Wire;
using TcpListener = System.Net.Sockets.TcpListener;

namespace Xmpp.Tests.Federation;

/// <summary>A peer that we connect to, and that talks before we have looked at its certificate.</summary>
public class UnjudgedPeerTests
{
    [Test, Case("S2S-05"), Spec("RFC 6120", "4.7")]
    public async Task Nothing_is_told_to_it_and_nothing_is_believed()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var ct = patience.Token;
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var finder = new TestFinder();
        finder.Set("montague.example", (IPEndPoint)listener.LocalEndpoint, isDirectTls: true);
        var identity = new SlowIdentity();
        await using var host = await TestHost.StartAsync(
            configure: options => options with
            {
                Federation = new FederationOptions { Trust = FederationTrust.Certificate, ConnectTimeout = TimeSpan.FromSeconds(20) },
            },
            seams: new FederationSeams(finder, identity), accounts: ["juliet@capulet.example"]);
        await using var juliet = await WireConnection.ConnectAsync("juliet", host.Server.C2sEndPoint!, ct);
        await WireLogin.LogInAsync(juliet, "juliet@capulet.example", "juliet", "r", ct);
        await juliet.SendAsync("<message to='romeo@montague.example' id='secret'><body>for romeo alone</body></message>", ct);

        using var client = await listener.AcceptTcpClientAsync(ct);
        await using var tls = new SslStream(client.GetStream());
        using var certificate = Certificate();
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, ct);
        await tls.WriteAsync(Encoding.UTF8.GetBytes(
            "<stream:stream xmlns='jabber:server' xmlns:stream='http://etherx.jabber.org/streams' xmlns:db='jabber:server:dialback' " +
            "from='montague.example' to='capulet.example' id='x' version='1.0'><stream:features>" +
            "<bidi xmlns='urn:xmpp:features:bidi'/><dialback xmlns='urn:xmpp:features:dialback'/></stream:features>" +
            "<db:result from='montague.example' to='capulet.example' type='valid'/>" +
            "<message from='romeo@montague.example/r' to='juliet@capulet.example/r' id='forged'><body>come</body></message>"), ct);
        using var reader = new StreamReader(tls);
        var told = await reader.ReadToEndAsync(ct);
        identity.Verdict.SetResult(new PeerVerdict(PeerProof.NotTrusted, "known to nobody"));

        Assert.Multiple(() =>
        {
            Assert.That(told, Does.Contain("policy-violation"));
            Assert.That(told, Does.Not.Contain("db:result").And.Not.Contain("romeo alone"));
        });
        // The connector tries no other address: the sender is told, and it is the first thing that she hears.
        var first = (await juliet.NextAsync(ct)).Element;
        Assert.That((string?)first?.Attribute("id"), Is.EqualTo("secret"));
        Assert.That((string?)first?.Attribute("type"), Is.EqualTo("error"));
    }

    private static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=anybody", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
    }

    private sealed class SlowIdentity : IPeerIdentity
    {
        public TaskCompletionSource<PeerVerdict> Verdict { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask<PeerVerdict> JudgeAsync(
            PeerCertificate? certificate, string domain, PeerAddress? address, CancellationToken ct) => new(Verdict.Task);
    }
}
