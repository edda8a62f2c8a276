using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging.Abstractions;
using Xmpp.Server.Certificates;
using Xmpp.Server.Configuration;
using Xmpp.Server.Transport;
using Xmpp.Server.Web;
using Xmpp.Server.Web.Loops;

namespace Xmpp.Tests.Web;

/// <summary>Kestrel on our loops: who runs where, and nothing is lost between them.</summary>
internal sealed class LoopTransportTests
{
    private const string LoopThread = "xmpp-loop";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly string _directory = Directory.CreateTempSubdirectory("xmpp-loops-").FullName;
    private readonly EventLoops _loops = new(1);
    private readonly ThreadDoor _door = new();
    private WebServer _server;
    private HttpClient _client;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _server = await StartAsync(new LimitOptions());
        _client = new HttpClient(new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true });
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        await _loops.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [TestCase("https", 1)]
    [TestCase("https", 2)]
    [TestCase("http", 1)]
    public async Task Requests_are_handled_on_the_pool_and_come_through_whole(string scheme, int version)
    {
        // Many times what either end holds, so that reading and writing pause and go on.
        var body = new byte[4 << 20];
        for (var i = 0; i < body.Length; i++)
            body[i] = (byte)(i * 31 >> 7);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{scheme}://{_server.EndPoints[scheme == "https" ? 0 : 1]}/echo")
        {
            Version = new Version(version, version == 1 ? 1 : 0),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        using var response = await _client.SendAsync(request);
        Assert.That((await response.Content.ReadAsByteArrayAsync()).AsSpan().SequenceEqual(body));
        Assert.That(_door.Threads, Has.None.EqualTo(LoopThread));
    }

    [Test]
    public async Task A_request_that_has_become_a_connection_may_have_the_loop()
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(_server.EndPoints[1]);
        var stream = socket.GetStream();
        await stream.WriteAsync("GET /loop HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: names\r\n\r\n"u8.ToArray());
        using var reader = new StreamReader(stream, Encoding.ASCII);
        Assert.That(await reader.ReadLineAsync(), Does.Contain("101"));
        while (await reader.ReadLineAsync() is { Length: > 0 })
        {
        }
        for (var i = 0; i < 3; i++)
        {
            await stream.WriteAsync("x"u8.ToArray());
            Assert.That(await reader.ReadLineAsync(), Is.EqualTo(LoopThread));
        }
        socket.Client.Shutdown(SocketShutdown.Send);
        Assert.That(await reader.ReadLineAsync(), Is.Null);
    }

    [Test]
    public async Task What_has_become_a_connection_ends_by_itself_when_the_server_stops()
    {
        await using var server = await StartAsync(new LimitOptions());
        using var socket = new TcpClient();
        await socket.ConnectAsync(server.EndPoints[1]);
        var stream = socket.GetStream();
        await stream.WriteAsync("GET /loop HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: names\r\n\r\n"u8.ToArray());
        using var reader = new StreamReader(stream, Encoding.ASCII);
        while (await reader.ReadLineAsync() is { Length: > 0 })
        {
        }
        await stream.WriteAsync("x"u8.ToArray());
        Assert.That(await reader.ReadLineAsync(), Is.EqualTo(LoopThread));
        var stopped = server.DisposeAsync(); // wakes whoever reads
        await stream.WriteAsync("x"u8.ToArray());
        Assert.That(await reader.ReadLineAsync(), Is.EqualTo(LoopThread));
        socket.Client.Shutdown(SocketShutdown.Send);
        Assert.That(await reader.ReadLineAsync(), Is.Null);
        await stopped;
    }

    [TestCase("", Description = "nothing comes")]
    [TestCase("GET / HTTP/1.1\r\n\r\n", Description = "no TLS comes")]
    public async Task Without_a_handshake_there_is_no_connection_for_long(string first)
    {
        await using var server = await StartAsync(new LimitOptions { HandshakeTimeout = TimeSpan.FromMilliseconds(100) });
        using var socket = new TcpClient();
        await socket.ConnectAsync(server.EndPoints[0]);
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(first));
        using var all = new MemoryStream();
        await socket.GetStream().CopyToAsync(all).WaitAsync(s_patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Assert.That(Encoding.ASCII.GetString(all.ToArray()), Does.Not.Contain("HTTP/"));
        Assert.That(await IsClosedAsync(socket));
    }

    [Test]
    public async Task Who_goes_away_is_missed()
    {
        var socket = new TcpClient();
        await socket.ConnectAsync(_server.EndPoints[1]);
        await socket.GetStream().WriteAsync("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray());
        await _door.Waits.Task.WaitAsync(s_patience);
        socket.Client.LingerState = new LingerOption(true, 0);
        socket.Dispose();
        Assert.That(async () => await _door.Left.Task.WaitAsync(s_patience), Throws.Nothing);
    }

    [Test]
    public async Task A_taken_address_is_an_io_error()
    {
        var options = new ServerOptions
        {
            DataDirectory = _directory,
            Listeners = new ListenerOptions { Https = [], Http = [new ListenEndpoint("127.0.0.1", _server.EndPoints[1].Port)] },
        };
        var certificates = new CertificateStore(
            options.Hosts, _directory, TimeProvider.System, NullLogger<CertificateStore>.Instance);
        await Assert.ThatAsync(
            () => WebServer.StartAsync(
                options, new WebAddresses(options.Web, options.Listeners), certificates, [], _loops, NullLoggerFactory.Instance,
                CancellationToken.None),
            Throws.InstanceOf<IOException>());
    }

    private async Task<WebServer> StartAsync(LimitOptions limits)
    {
        var options = new ServerOptions
        {
            Hosts = [new HostOptions { Name = "capulet.example" }],
            Limits = limits,
            Listeners = new ListenerOptions
            {
                Https = [new ListenEndpoint("127.0.0.1", 0)],
                Http = [new ListenEndpoint("127.0.0.1", 0)],
            },
        };
        var certificates = new CertificateStore(
            options.Hosts, _directory, TimeProvider.System, NullLogger<CertificateStore>.Instance);
        certificates.Load();
        return await WebServer.StartAsync(
            options, new WebAddresses(options.Web, options.Listeners), certificates, [_door], _loops, NullLoggerFactory.Instance,
            CancellationToken.None);
    }

    private static async Task<bool> IsClosedAsync(TcpClient socket)
    {
        try
        {
            return await socket.GetStream().ReadAsync(new byte[1]) == 0;
        }
        catch (IOException)
        {
            return true; // reset
        }
    }

    private sealed class ThreadDoor : IWebDoor
    {
        public System.Collections.Concurrent.ConcurrentBag<string> Threads { get; } = [];
        public TaskCompletionSource Waits { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public TaskCompletionSource Left { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Map(IEndpointRouteBuilder routes)
        {
            routes.MapPost("/echo", EchoAsync);
            routes.MapGet("/loop", NameAsync);
            routes.MapGet("/wait", async context =>
            {
                context.RequestAborted.Register(() => Left.TrySetResult());
                Waits.TrySetResult();
                await Left.Task;
            });
        }

        private async Task EchoAsync(HttpContext context)
        {
            context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
            using var body = new MemoryStream();
            var buffer = new byte[8192];
            int count;
            while ((count = await context.Request.Body.ReadAsync(buffer)) > 0)
            {
                Threads.Add(Thread.CurrentThread.Name ?? "");
                await body.WriteAsync(buffer.AsMemory(0, count));
            }
            await context.Response.Body.WriteAsync(body.ToArray());
            Threads.Add(Thread.CurrentThread.Name ?? "");
        }

        private static async Task NameAsync(HttpContext context)
        {
            await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
            var connection = context.Features.GetRequiredFeature<LoopContext>();
            var stream = connection.TakeOver();
            await connection.Connection.Loop();
            var buffer = new byte[16];
            while (await stream.ReadAsync(buffer) > 0)
                await stream.WriteAsync(Encoding.ASCII.GetBytes(Thread.CurrentThread.Name + "\n"));
        }
    }
}
