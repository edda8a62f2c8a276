using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging.Abstractions;
using Xmpp.Server.Certificates;
using Xmpp.Server.Configuration;
using Xmpp.Server.Transport;
using Xmpp.Server.Web;

namespace Xmpp.Tests.Web;

/// <summary>The web server itself: who is believed, which certificate is shown.</summary>
internal sealed class WebServerTests
{
    private readonly string _directory = Directory.CreateTempSubdirectory("xmpp-web-").FullName;

    private readonly EventLoops _loops = new(1);

    [OneTimeTearDown]
    public async Task CleanAsync()
    {
        await _loops.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [TestCase("127.0.0.1", "192.0.2.7 secure proxied", Description = "a trusted proxy says for whom it speaks")]
    [TestCase("192.0.2.1", "127.0.0.1 clear direct", Description = "anybody else speaks for himself")]
    public async Task Only_a_trusted_proxy_is_believed(string trusted, string expected)
    {
        await using var server = await StartAsync(new WebOptions { TrustedProxies = [trusted] });
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{server.EndPoints[1]}/who");
        request.Headers.Add("X-Forwarded-For", "192.0.2.7");
        using var response = await client.SendAsync(request);
        Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo(expected));
    }

    [TestCase("192.0.2.1", 2, Description = "two, and no third")]
    [TestCase("127.0.0.1", 3, Description = "a trusted proxy has as many as it needs")]
    [Case("ABU-01")]
    public async Task An_address_has_so_many_connections(string trusted, int served)
    {
        await using var server = await StartAsync(new WebOptions { TrustedProxies = [trusted], ConnectionsPerAddress = 2 });
        var sockets = new List<System.Net.Sockets.TcpClient>();
        for (var i = 0; i < 3; i++)
            sockets.Add(await AskAsync(server));
        var answered = 0;
        foreach (var socket in sockets)
            answered += await IsAnsweredAsync(socket) ? 1 : 0;
        Assert.That(answered, Is.EqualTo(served));
        sockets[0].Dispose();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            using var next = await AskAsync(server);
            if (await IsAnsweredAsync(next))
                break;
            deadline.Token.ThrowIfCancellationRequested(); // the server has not yet seen the end of the first
        }
        sockets.ForEach(socket => socket.Dispose());
    }

    [Test, Case("ABU-01")]
    public async Task One_connection_too_many_costs_no_handshake()
    {
        await using var server = await StartAsync(new WebOptions { TrustedProxies = [], ConnectionsPerAddress = 1 });
        using var first = await AskAsync(server);
        Assert.That(await IsAnsweredAsync(first));
        using var second = new System.Net.Sockets.TcpClient();
        await second.ConnectAsync(server.EndPoints[0]); // HTTPS: it says nothing, and need not be waited for
        Assert.That(await IsAnsweredAsync(second).WaitAsync(TimeSpan.FromSeconds(30)), Is.False);
    }

    private static async Task<System.Net.Sockets.TcpClient> AskAsync(WebServer server)
    {
        var socket = new System.Net.Sockets.TcpClient();
        await socket.ConnectAsync(server.EndPoints[1]);
        try
        {
            await socket.GetStream().WriteAsync("GET /who HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // It was refused before it had asked.
        }
        return socket;
    }

    private static async Task<bool> IsAnsweredAsync(System.Net.Sockets.TcpClient socket)
    {
        try
        {
            return await socket.GetStream().ReadAsync(new byte[1000]) > 0;
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            return false; // reset
        }
    }

    [Test]
    public async Task Https_shows_the_certificate_of_the_name_that_is_asked_for()
    {
        await using var server = await StartAsync(new WebOptions());
        foreach (var name in new[] { "capulet.example", "verona.example" })
        {
            string? shown = null;
            using var handler = new SocketsHttpHandler
            {
                ConnectCallback = async (_, ct) =>
                {
                    var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
                    await socket.ConnectAsync(server.EndPoints[0], ct);
                    return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
                },
            };
#pragma warning disable CA5359 // The server under test makes its own certificate.
            handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            {
                shown = certificate?.Subject;
                return true;
            };
#pragma warning restore CA5359
            using var client = new HttpClient(handler);
            Assert.That(await client.GetStringAsync($"https://{name}/who"), Is.EqualTo("127.0.0.1 secure direct"));
            Assert.That(shown, Does.Contain(name));
        }
    }

    [Test]
    public void A_public_address_stands_for_each_host()
    {
        var listeners = new ListenerOptions { Https = [new ListenEndpoint("*", 5443)] };
        Assert.That(
            new WebAddresses(new WebOptions { PublicUrl = "https://web.{host}" }, listeners).OriginOf("capulet.example"),
            Is.EqualTo("https://web.capulet.example"));
        Assert.That(
            new WebAddresses(new WebOptions(), listeners).OriginOf("capulet.example"),
            Is.EqualTo("https://capulet.example:5443"));
    }

    private async Task<WebServer> StartAsync(WebOptions web)
    {
        var options = new ServerOptions
        {
            Hosts = [new HostOptions { Name = "capulet.example" }, new HostOptions { Name = "verona.example" }],
            Listeners = new ListenerOptions
            {
                Https = [new ListenEndpoint("127.0.0.1", 0)],
                Http = [new ListenEndpoint("127.0.0.1", 0)],
            },
            Limits = new LimitOptions { HandshakeTimeout = TimeSpan.FromHours(1) },
            Web = web,
        };
        var certificates = new CertificateStore(
            options.Hosts, _directory, TimeProvider.System, NullLogger<CertificateStore>.Instance);
        certificates.Load();
        return await WebServer.StartAsync(
            options, new WebAddresses(web, options.Listeners), certificates, [new WhoDoor()], _loops, NullLoggerFactory.Instance,
            CancellationToken.None);
    }

    private sealed class WhoDoor : IWebDoor
    {
        public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/who", async context =>
        {
            var client = WebPeer.Of(context);
            await context.Response.WriteAsync(
                $"{client.Address} {(client.IsSecure ? "secure" : "clear")} {(client.IsProxied ? "proxied" : "direct")}");
        });
    }
}
