using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Xmpp.Server.Commands;
using Xmpp.Server.Configuration;
using Xmpp.Tests.Certificates;

namespace Xmpp.Tests.Commands;

/// <summary>The program as a process: start, commands beside it, signals, end.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
[Category("Program")]
public class RunCommandTests
{
    private static readonly byte[] s_header = Encoding.UTF8.GetBytes(
        "<stream:stream to='localhost' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>");

    private TemporaryDirectory _directory;

    private string Data => _directory["data"];

    [SetUp]
    public void SetUp() => _directory = new TemporaryDirectory();

    [TearDown]
    public void TearDown() => _directory.Dispose();

    [Test, Case("OPS-05"), CancelAfter(120_000)]
    public async Task It_starts_says_what_a_person_needs_and_ends_with_0_on_SIGTERM()
    {
        using var server = await ServerProcess.RunAsync(Data);
        var ports = await ServerProcess.PortsAsync(Data);
        using var http = new HttpClient();
        Assert.That((await http.GetAsync($"http://127.0.0.1:{ports[4]}/health/ready")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await http.GetStringAsync($"http://127.0.0.1:{ports[4]}/metrics"), Does.Contain("xmpp_build_info{"));
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, ports[0]);
        using var words = new StreamReader(client.GetStream());
        await client.GetStream().WriteAsync(s_header);
        await words.ReadAsync(new char[1]);
        Assert.That(await server.StopAsync(), Is.Zero, server.Output);
        // RFC 6120 §4.9.3.20
        Assert.That(await words.ReadToEndAsync(), Does.Match("<stream:error><system-shutdown .*</stream:error></stream:stream>$"));
        Assert.Multiple(() =>
        {
            Assert.That(server.Output, Does.Contain($"127.0.0.1:{ports[0]} (STARTTLS), 127.0.0.1:{ports[1]} (TLS)"));
            Assert.That(server.Output, Does.Contain("user add NAME@localhost"));
            Assert.That(server.Output, Does.Contain($"http://127.0.0.1:{ports[4]}/metrics"));
            Assert.That(server.Output, Does.Contain("is self-signed"));
            Assert.That(File.Exists(Path.Combine(Data, "control.sock")), Is.False);
        });
    }

    [Test, CancelAfter(120_000)]
    public async Task Commands_about_accounts_work_while_it_runs()
    {
        using var server = await ServerProcess.RunAsync(Data);
        var mode = File.GetUnixFileMode(Path.Combine(Data, "control.sock"));
        Assert.That(mode & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite), Is.EqualTo(UnixFileMode.None), "for its owner only");

        Assert.That(await CommandAsync("secret\n", "user", "add", "juliet"), Is.EqualTo((0, "juliet@localhost created\n")));
        Assert.That(await CommandAsync("secret\n", "user", "add", "juliet"),
            Is.EqualTo((1, "xmppserver: juliet@localhost exists already\n")));
        Assert.That((await CommandAsync(null, "user", "list")).Output, Does.StartWith("juliet@localhost\t"));
        // Where a server is just starting, a command waits until it answers.
        var options = new ServerOptions { DataDirectory = Data, Hosts = [new HostOptions { Name = "localhost" }] };
        File.Move(Path.Combine(Data, "control.sock"), _directory["elsewhere"]);
        var early = OperationAccess.OpenAsync(options, CancellationToken.None);
        File.Move(_directory["elsewhere"], Path.Combine(Data, "control.sock"));
        await using (var access = await early)
            Assert.That(access.IsRunning);
        // The running server has done it, not the other process behind its back.
        Assert.That(server.Output, Does.Contain("account created account=juliet@localhost"));
        Assert.That(await server.StopAsync(), Is.Zero);
        Assert.That((await CommandAsync(null, "user", "list")).Output, Does.StartWith("juliet@localhost\t"));
    }

    [Test, CancelAfter(120_000)]
    public async Task A_second_server_on_the_same_data_is_refused()
    {
        using var server = await ServerProcess.RunAsync(Data);
        var (status, output) = await CommandAsync(null, "run");
        Assert.That(status, Is.EqualTo(1));
        Assert.That(output, Is.EqualTo($"xmppserver: a server runs already on {Data}\n"));
    }

    [Test, CancelAfter(120_000)]
    public async Task A_socket_that_a_killed_server_left_is_no_hindrance()
    {
        using (var killed = await ServerProcess.RunAsync(Data))
        {
        }
        Assert.That(File.Exists(Path.Combine(Data, "control.sock")));
        Assert.That((await CommandAsync("x\n", "user", "add", "juliet")).Status, Is.Zero);
        using var server = await ServerProcess.RunAsync(Data);
        Assert.That((await CommandAsync("x\n", "user", "add", "romeo")).Status, Is.Zero);
        Assert.That(server.Output, Does.Contain("account created account=romeo@localhost"));
    }

    [Test, Case("OPS-07"), CancelAfter(120_000)]
    public async Task A_port_that_is_taken_stops_the_start_and_is_named()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var taken = other.LocalEndpoint.ToString()!;
        var (status, output) = await ServerProcess.CommandAsync(
            Data, null, ["run"], ("XMPP_LISTENERS__C2S", taken));
        Assert.That(status, Is.EqualTo(1), output);
        Assert.That(output, Does.Match($"(?m)^xmppserver: .*{taken}"));
    }

    [Test, CancelAfter(120_000)]
    public async Task Systemd_hears_when_it_is_ready_and_when_it_stops()
    {
        using var systemd = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        systemd.Bind(new UnixDomainSocketEndPoint(_directory["notify"]));
        using var server = await ServerProcess.RunAsync(Data, ("NOTIFY_SOCKET", _directory["notify"]));
        Assert.That(await ReceiveAsync(systemd), Is.EqualTo("READY=1\nSTATUS=Serving localhost"));
        Assert.That(await server.StopAsync(), Is.Zero);
        Assert.That(await ReceiveAsync(systemd), Does.StartWith("STOPPING=1\n"));
    }

    [Test, Case("OPS-01"), CancelAfter(120_000)]
    public async Task SIGHUP_brings_the_new_certificate_to_the_listeners(CancellationToken ct)
    {
        var now = TimeProvider.System.GetUtcNow();
        using var authority = new TestAuthority(now);
        void Issue()
        {
            var (certificate, key) = authority.Issue(now.AddDays(-1), now.AddDays(30), "localhost");
            File.WriteAllText(_directory["both.pem"], certificate + key);
        }
        Issue();
        using var server = await ServerProcess.RunAsync(
            Data, ("XMPP_HOSTS__0__NAME", "localhost"), ("XMPP_HOSTS__0__CERTIFICATE", _directory["both.pem"]));
        var port = (await ServerProcess.PortsAsync(Data))[1];
        await using var old = await HandshakeAsync(port, ct);
        var before = old.RemoteCertificate!.GetSerialNumberString();

        Issue();
        await server.HupAsync();
        var after = before;
        while (after == before)
            after = await SerialAsync(port, ct); // the signal is asynchronous; CancelAfter ends this
        Assert.That(after, Is.Not.EqualTo(before));

        // Nobody was dropped for it; then a file that is no good is refused, and the one that is in use stays.
        await old.WriteAsync(s_header, ct);
        Assert.That(await old.ReadAsync(new byte[1], ct), Is.EqualTo(1));
        await File.WriteAllTextAsync(_directory["both.pem"], "nothing of the kind", ct);
        await server.HupAsync();
        while (!server.Output.Contains("both.pem", StringComparison.Ordinal))
            await Task.Delay(20, ct);
        Assert.That(await SerialAsync(port, ct), Is.EqualTo(after));
    }

    [Test, Case("OPS-09"), CancelAfter(120_000)]
    public async Task In_JSON_every_line_is_an_object()
    {
        using var server = await ServerProcess.RunAsync(Data, ("XMPP_LOG__FORMAT", "json"));
        Assert.That(await server.StopAsync(), Is.Zero);
        var lines = server.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var events = lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("event").GetString());
        Assert.That(events, Has.Member("certificate-made").And.Member("started").And.Member("stopped"));
    }

    private Task<(int Status, string Output)> CommandAsync(string? input, params string[] arguments) =>
        ServerProcess.CommandAsync(Data, input, arguments);

    private static async Task<string> ReceiveAsync(Socket socket)
    {
        var buffer = new byte[1024];
        var length = await socket.ReceiveAsync(buffer);
        return Encoding.UTF8.GetString(buffer, 0, length);
    }

    private static async Task<string> SerialAsync(int port, CancellationToken ct)
    {
        await using var tls = await HandshakeAsync(port, ct);
        return tls.RemoteCertificate!.GetSerialNumberString();
    }

    private static async Task<SslStream> HandshakeAsync(int port, CancellationToken ct)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, ct);
        var tls = new SslStream(client.GetStream(), false, (_, certificate, _, _) => certificate is not null);
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                ApplicationProtocols = [new SslApplicationProtocol("xmpp-client")],
            }, ct);
        return tls;
    }
}
