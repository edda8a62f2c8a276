using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging.Abstractions;
using Xmpp.Server.Certificates;
using Xmpp.Server.Configuration;
using Xmpp.Server.Web;

namespace Xmpp.Tests.Web;

/// <summary>The web server itself: who is believed, which certificate is shown.</summary>
internal sealed class WebServerTests
{
    private readonly string _directory = Directory.CreateTempSubdirectory("xmpp-web-").FullName;

    [OneTimeTearDown]
    public void Clean() => Directory.Delete(_directory, recursive: true);

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
            Web = web,
        };
        var certificates = new CertificateStore(
            options.Hosts, _directory, TimeProvider.System, NullLogger<CertificateStore>.Instance);
        certificates.Load();
        return await WebServer.StartAsync(
            options, new WebAddresses(web, options.Listeners), certificates, [new WhoDoor()], NullLoggerFactory.Instance,
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
