using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Xmpp.Server.Configuration;

namespace Xmpp.Tests.Web.Clients;

/// <summary>Clients that come by HTTP: what is about HTTP and WebSocket, not about XMPP.</summary>
public class WebClientTests
{
    private const string Open = "<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='capulet.example' version='1.0'/>";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [TestCase(null, 101, Description = "no page")]
    [TestCase("https://chat.example", 101)]
    [TestCase("https://evil.example", 403)]
    [Spec("RFC 6455", "10.2"), Case("WEB-06")]
    public async Task Pages_that_are_not_allowed_are_refused(string? origin, int expected)
    {
        await using var host = await StartAsync(web => web with { AllowedOrigins = ["https://chat.example"] });
        Assert.That(await StatusAsync(host, origin is null ? "" : $"Origin: {origin}\r\n"), Is.EqualTo(expected));
    }

    [TestCase("Sec-WebSocket-Protocol: xmpp\r\n", 101)]
    [TestCase("Sec-WebSocket-Protocol: chat, xmpp\r\n", 101)]
    [TestCase("Sec-WebSocket-Protocol: chat\r\n", 400)]
    [TestCase("", 400)]
    [Spec("RFC 7395", "3.1"), Case("WEB-02")]
    public async Task The_subprotocol_must_be_asked_for(string header, int expected)
    {
        await using var host = await StartAsync();
        Assert.That(await StatusAsync(host, "", header), Is.EqualTo(expected));
    }

    [Test]
    public async Task Who_does_not_ask_for_a_WebSocket_gets_none()
    {
        await using var host = await StartAsync();
        using var client = new HttpClient();
        using var answer = await client.GetAsync($"http://{host.Server.WebEndPoints[1]}/xmpp-websocket");
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.UpgradeRequired));
    }

    [TestCase("1.1")]
    [TestCase("2.0", Description = "RFC 8441")]
    public async Task A_WebSocket_inside_TLS(string version)
    {
        using var patience = new CancellationTokenSource(s_patience);
        await using var host = await StartAsync();
        using var handler = Handler();
        using var invoker = new HttpMessageInvoker(handler);
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("xmpp");
        socket.Options.HttpVersion = Version.Parse(version);
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        await socket.ConnectAsync(new Uri($"wss://{host.Server.WebEndPoints[0]}/xmpp-websocket"), invoker, patience.Token);
        await SendAsync(socket, Open, patience.Token);
        Assert.That(await NextAsync(socket, patience.Token), Does.StartWith("<open "));
        // A page sees nothing of the TLS below it: nothing is offered that would have to be bound to it.
        Assert.That(
            await NextAsync(socket, patience.Token),
            Does.Contain("SCRAM-SHA-256").And.Not.Contain("-PLUS").And.Not.Contain("channel-binding"));
        await SendAsync(socket, "<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>", patience.Token);
        Assert.That(await NextAsync(socket, patience.Token), Does.StartWith("<close "));
        Assert.That(await NextAsync(socket, patience.Token), Is.EqualTo("closed NormalClosure"));
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token);
    }

    [Test, Case("WEB-01")]
    public async Task A_message_in_pieces_is_one_and_a_binary_one_is_none()
    {
        using var patience = new CancellationTokenSource(s_patience);
        await using var host = await StartAsync();
        using var socket = await ConnectAsync(host, patience.Token);
        foreach (var piece in Open.Chunk(7))
            await socket.SendAsync(Encoding.UTF8.GetBytes(piece), WebSocketMessageType.Text, false, patience.Token);
        await socket.SendAsync(Array.Empty<byte>(), WebSocketMessageType.Text, true, patience.Token);
        Assert.That(await NextAsync(socket, patience.Token), Does.StartWith("<open "));
        Assert.That(await NextAsync(socket, patience.Token), Does.StartWith("<stream:features "));
        await socket.SendAsync("<presence xmlns='jabber:client'/>"u8.ToArray(), WebSocketMessageType.Binary, true, patience.Token);
        Assert.That(await NextAsync(socket, patience.Token), Does.Contain("bad-format"));
        Assert.That(await NextAsync(socket, patience.Token), Does.StartWith("<close "));
    }

    [Test, Case("ABU-01")]
    public async Task Messages_with_nothing_in_them_count_too()
    {
        using var patience = new CancellationTokenSource(s_patience);
        await using var host = await StartAsync(limits: new LimitOptions { BytesBeforeLogin = 12_000 });
        using var socket = await ConnectAsync(host, patience.Token);
        await SendAsync(socket, Open, patience.Token);
        for (var i = 0; i < 2000; i++)
            await socket.SendAsync(Array.Empty<byte>(), WebSocketMessageType.Text, true, patience.Token);
        string told;
        do
            told = await NextAsync(socket, patience.Token);
        while (!told.Contains("policy-violation", StringComparison.Ordinal));
    }

    [Test, Case("ABU-01")]
    public async Task A_stream_that_fails_while_it_is_slowed_down_is_let_go()
    {
        using var patience = new CancellationTokenSource(s_patience);
        await using var host = await StartAsync(limits: new LimitOptions { StanzasPerSecond = 1, BurstStanzas = 5 });
        using var socket = await ConnectAsync(host, patience.Token);
        // All in one go, so that the last is handled beyond the limit.
        for (var i = 0; i < 5; i++)
            await SendAsync(socket, "<abort xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>", patience.Token);
        await SendAsync(socket, "<x xmlns='urn:test'/>", patience.Token);
        string told;
        do
            told = await NextAsync(socket, patience.Token);
        while (!told.StartsWith("<close ", StringComparison.Ordinal));
        // The peer says nothing more, and is not waited for.
        while (host.Server.C2s.Connections > 0)
            await Task.Delay(20, patience.Token);
    }

    [Test, Case("WEB-03")]
    public async Task What_is_closed_because_the_server_stops_says_so()
    {
        using var patience = new CancellationTokenSource(s_patience);
        await using var host = await StartAsync();
        using var socket = await ConnectAsync(host, patience.Token);
        await SendAsync(socket, Open, patience.Token);
        await NextAsync(socket, patience.Token);
        await NextAsync(socket, patience.Token);
        var stopping = host.Server.StopAsync();
        Assert.That(await NextAsync(socket, patience.Token), Does.Contain("system-shutdown"));
        Assert.That(await NextAsync(socket, patience.Token), Does.StartWith("<close "));
        Assert.That(await NextAsync(socket, patience.Token), Is.EqualTo("closed EndpointUnavailable"));
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token);
        await stopping;
    }

    [Test, Spec("RFC 6455", "5.5.2"), Case("WEB-04")]
    public async Task Who_answers_no_ping_is_gone()
    {
        using var patience = new CancellationTokenSource(s_patience);
        await using var host = await StartAsync(web => web with
        {
            WebSocket = new WebSocketOptions { PingInterval = TimeSpan.FromMilliseconds(50), PingTimeout = TimeSpan.FromMilliseconds(50) },
        });
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(host.Server.WebEndPoints[1], patience.Token);
        var stream = tcp.GetStream();
        await stream.WriteAsync(Handshake("", "Sec-WebSocket-Protocol: xmpp\r\n"), patience.Token);
        var came = new MemoryStream();
        try
        {
            await stream.CopyToAsync(came, patience.Token); // until the server gives up
        }
        catch (IOException)
        {
            // By a reset, as nobody is there to read a farewell.
        }
        var head = Encoding.ASCII.GetBytes("\r\n\r\n");
        var bytes = came.ToArray();
        Assert.That(bytes.AsSpan(bytes.AsSpan().IndexOf(head) + head.Length).ToArray(), Is.EqualTo(new byte[] { 0x89, 0 }));
    }

    [Test]
    public async Task Whatever_comes_by_WebSocket_harms_nobody()
    {
        using var patience = new CancellationTokenSource(s_patience);
        await using var host = await StartAsync();
#pragma warning disable RS0030 // seeded: a failure can be repeated
        var random = new Random(7);
        for (var i = 0; i < 100; i++)
        {
            using var tcp = new TcpClient();
            await tcp.ConnectAsync(host.Server.WebEndPoints[1], patience.Token);
            var stream = tcp.GetStream();
            await stream.WriteAsync(Handshake("", "Sec-WebSocket-Protocol: xmpp\r\n"), patience.Token);
            var bytes = new byte[random.Next(1, 300)];
            random.NextBytes(bytes);
            if (i % 2 == 0)
                bytes[0] = (byte)(0x80 | random.Next(11)); // a frame at least
            await stream.WriteAsync(bytes, patience.Token);
            tcp.Client.Shutdown(SocketShutdown.Send);
            try
            {
                await stream.CopyToAsync(Stream.Null, patience.Token); // and it is let go
            }
            catch (IOException)
            {
                // By a reset, perhaps.
            }
        }
#pragma warning restore RS0030
        while (host.Server.C2s.Connections > 0)
            await Task.Delay(5, patience.Token);
        Assert.That(await StatusAsync(host, ""), Is.EqualTo(101));
    }

    [TestCase("capulet.example", "capulet.example")]
    [TestCase("verona.example:5443", "verona.example")]
    [TestCase("elsewhere.example", "capulet.example", Description = "a name that a proxy has for us")]
    [Spec("XEP-0156", "2")]
    public async Task Clients_find_WebSocket_and_BOSH(string host, string named)
    {
        await using var server = await StartAsync(web => web with { PublicUrl = "https://web.{host}" });
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Host = host;
        using var xml = await client.GetAsync($"http://{server.Server.WebEndPoints[1]}/.well-known/host-meta");
        using var json = await client.GetAsync($"http://{server.Server.WebEndPoints[1]}/.well-known/host-meta.json");
        var xrd = XDocument.Load(await xml.Content.ReadAsStreamAsync(), LoadOptions.None).Root!;
        using var jrd = JsonDocument.Parse(await json.Content.ReadAsStringAsync());
        string[] expected =
        [
            $"urn:xmpp:alt-connections:websocket wss://web.{named}/xmpp-websocket",
            $"urn:xmpp:alt-connections:xbosh https://web.{named}/http-bind",
        ];
        Assert.Multiple(() =>
        {
            Assert.That(xml.Headers.GetValues("Access-Control-Allow-Origin"), Is.EqualTo(new[] { "*" }));
            Assert.That(xml.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/xrd+xml"));
            Assert.That(json.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/json"));
            Assert.That(
                xrd.Elements().Select(link => $"{(string?)link.Attribute("rel")} {(string?)link.Attribute("href")}"), Is.EquivalentTo(expected));
            Assert.That(
                jrd.RootElement.GetProperty("links").EnumerateArray()
                    .Select(link => $"{link.GetProperty("rel").GetString()} {link.GetProperty("href").GetString()}"),
                Is.EquivalentTo(expected));
        });
    }

    [Test, Spec("XEP-0156", "2.2")]
    public async Task What_is_off_or_not_inside_TLS_is_not_named()
    {
        await using var off = await StartAsync(web => web with { Bosh = new BoshOptions { Enabled = false } });
        await using var clear = await StartAsync(web => web with { PublicUrl = "http://{host}" });
        using var client = new HttpClient();
        Assert.That(
            await client.GetStringAsync($"http://{off.Server.WebEndPoints[1]}/.well-known/host-meta"), Does.Not.Contain("xbosh"));
        Assert.That(
            await client.GetStringAsync($"http://{clear.Server.WebEndPoints[1]}/.well-known/host-meta"), Does.Not.Contain("Link"));
        using var answer = await client.PostAsync($"http://{off.Server.WebEndPoints[1]}/http-bind", new StringContent(""));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [TestCase(false, "*")]
    [TestCase(true, "https://chat.example")]
    [Case("WEB-06")]
    public async Task Browsers_are_told_which_pages_may_use_BOSH(bool isListed, string expected)
    {
        await using var host = await StartAsync(web => isListed ? web with { AllowedOrigins = ["https://chat.example"] } : web);
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Add("Origin", "https://chat.example");
        using var preflight = new HttpRequestMessage(HttpMethod.Options, $"http://{host.Server.WebEndPoints[1]}/http-bind");
        foreach (var answer in new[]
        {
            await client.SendAsync(preflight),
            await client.PostAsync($"http://{host.Server.WebEndPoints[1]}/http-bind", new StringContent("<body/>")),
        })
        {
            Assert.That(answer.IsSuccessStatusCode);
            Assert.That(answer.Headers.GetValues("Access-Control-Allow-Origin"), Is.EqualTo(new[] { expected }));
            Assert.That(answer.Headers.Contains("Access-Control-Allow-Credentials"), Is.False);
            answer.Dispose();
        }
        client.DefaultRequestHeaders.Remove("Origin");
        client.DefaultRequestHeaders.Add("Origin", "https://evil.example");
        using var other = await client.PostAsync($"http://{host.Server.WebEndPoints[1]}/http-bind", new StringContent("<body/>"));
        Assert.That(other.StatusCode, Is.EqualTo(isListed ? HttpStatusCode.Forbidden : HttpStatusCode.OK));
    }

    [Test]
    public async Task A_body_that_is_too_big_is_not_read()
    {
        await using var host = await StartAsync();
        using var client = new HttpClient();
        using var answer = await client.PostAsync(
            $"http://{host.Server.WebEndPoints[1]}/http-bind", new StringContent(new string('a', 300_000)));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
    }

    private static Task<TestHost> StartAsync(
        Func<WebOptions, WebOptions>? configure = null, LimitOptions? limits = null) => TestHost.StartAsync(
        limits: limits,
        configure: options => options with
        {
            Listeners = options.Listeners with
            {
                Https = [new ListenEndpoint("127.0.0.1", 0)],
                Http = [new ListenEndpoint("127.0.0.1", 0)],
            },
            Web = configure?.Invoke(options.Web) ?? options.Web,
        });

    private static SocketsHttpHandler Handler()
    {
        var handler = new SocketsHttpHandler();
#pragma warning disable CA5359 // The server under test makes its own certificate.
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        return handler;
    }

    private static async Task<ClientWebSocket> ConnectAsync(TestHost host, CancellationToken ct)
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("xmpp");
        await socket.ConnectAsync(new Uri($"ws://{host.Server.WebEndPoints[1]}/xmpp-websocket"), ct);
        return socket;
    }

    private static Task SendAsync(ClientWebSocket socket, string text, CancellationToken ct) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, ct);

    private static async Task<string> NextAsync(ClientWebSocket socket, CancellationToken ct)
    {
        var buffer = new byte[64 * 1024];
        var count = 0;
        while (true)
        {
            var result = await socket.ReceiveAsync(buffer.AsMemory(count), ct);
            if (result.MessageType == WebSocketMessageType.Close)
                return $"closed {socket.CloseStatus}";
            count += result.Count;
            if (result.EndOfMessage)
                return Encoding.UTF8.GetString(buffer, 0, count);
        }
    }

    private static async Task<int> StatusAsync(TestHost host, string origin, string subprotocol = "Sec-WebSocket-Protocol: xmpp\r\n")
    {
        using var patience = new CancellationTokenSource(s_patience);
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(host.Server.WebEndPoints[1], patience.Token);
        await tcp.GetStream().WriteAsync(Handshake(origin, subprotocol), patience.Token);
        using var reader = new StreamReader(tcp.GetStream());
        return int.Parse((await reader.ReadLineAsync(patience.Token))!.Split(' ')[1]);
    }

    private static byte[] Handshake(string origin, string subprotocol) => Encoding.ASCII.GetBytes(
        "GET /xmpp-websocket HTTP/1.1\r\nHost: capulet.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + $"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n{origin}{subprotocol}\r\n");
}
