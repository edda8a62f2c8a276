using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Xmpp.Server.Certificates;
using Xmpp.Server.Configuration;
using Xmpp.Server.Transport;
using Xmpp.Server.Web;
using Xmpp.Tests.Certificates;

namespace Xmpp.Tests.Web;

/// <summary>Challenges of a certificate authority (RFC 8555 §8.3): tokens, and nothing else of the disk.</summary>
public class AcmeChallengeTests
{
    private TemporaryDirectory _directory;
    private EventLoops _loops;
    private WebServer _server;

    [SetUp]
    public async Task SetUpAsync()
    {
        _directory = new TemporaryDirectory();
        var folder = Directory.CreateDirectory(_directory["data/acme/.well-known/acme-challenge/sub"]).Parent!.FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "to-ken_1"), "to-ken_1.thumb");
        foreach (var name in new[] { "a.b", "sub/token", "../secret", "../../secret" })
            await File.WriteAllTextAsync(Path.Combine(folder, name), "secret");
        await File.WriteAllTextAsync(Path.Combine(folder, "large"), new string('x', 5000));
        File.CreateSymbolicLink(Path.Combine(folder, "link"), Path.Combine(folder, "..", "secret"));
        ListenEndpoint[] any = [new ListenEndpoint("127.0.0.1", 0)];
        var options = new ServerOptions
        {
            DataDirectory = _directory["data"],
            Listeners = new ListenerOptions { Https = [], Http = any },
        };
        var certificates = new CertificateStore(
            options.Hosts, options.DataDirectory, TimeProvider.System, NullLogger<CertificateStore>.Instance);
        _loops = new EventLoops(1);
        _server = await WebServer.StartAsync(
            options, new WebAddresses(options.Web, options.Listeners), certificates,
            [new AcmeChallenges(options.Web, options.DataDirectory)], _loops, NullLoggerFactory.Instance, CancellationToken.None);
    }

    [TearDown]
    public async Task TearDownAsync()
    {
        await _server.DisposeAsync();
        await _loops.DisposeAsync();
        _directory.Dispose();
    }

    [Test, Case("OPS-01")]
    public async Task A_token_is_answered() =>
        Assert.That(await GetAsync("to-ken_1"), Does.Contain(" 200 ").And.Contain("application/octet-stream").And.EndsWith("\r\n\r\nto-ken_1.thumb"));

    [TestCase("none")]
    [TestCase("a.b")]
    [TestCase("large")]
    [TestCase("link")]
    [TestCase("sub")]
    [TestCase("sub/token")]
    [TestCase("sub%2Ftoken")]
    [TestCase("sub%5Ctoken")]
    [TestCase("../secret")]
    [TestCase("..%2Fsecret")]
    [TestCase("%2e%2e/secret")]
    [TestCase("%2e%2e%2f%2e%2e%2fsecret")]
    [TestCase("to-ken_1%00")]
    [TestCase("to-ken_1%0A")]
    [TestCase("")]
    public async Task Nothing_else_is(string path) =>
        Assert.That(await GetAsync(path), Does.Match("^HTTP/1.[01] 40[04] ").And.Not.Contain("secret\r\n").And.Not.EndWith("secret"));

    // As it is written: an HTTP client would tidy the path up.
    private async Task<string> GetAsync(string path)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(_server.EndPoints[0]);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET /.well-known/acme-challenge/{path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }
}
