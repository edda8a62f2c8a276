using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Xmpp.Tests.Peers;

/// <summary>A real TURN server (Debian's coturn) on loopback, which knows the secret and nobody's name.</summary>
public sealed class Coturn : IAsyncDisposable
{
    private const string Program = "/usr/bin/turnserver";

    private readonly string _folder = Directory.CreateTempSubdirectory("xmpp-turn-").FullName;
    private readonly Process _server;

    private Coturn(string secret, int port)
    {
        EndPoint = new IPEndPoint(IPAddress.Loopback, port);
        var configuration = Path.Combine(_folder, "turnserver.conf");
        File.WriteAllText(configuration, $"""
            listening-ip=127.0.0.1
            relay-ip=127.0.0.1
            listening-port={port}
            use-auth-secret
            static-auth-secret={secret}
            realm=capulet.example
            fingerprint
            no-tls
            no-dtls
            no-cli
            no-multicast-peers
            userdb={_folder}/turndb
            pidfile={_folder}/pid
            log-file=stdout
            """);
        _server = Process.Start(new ProcessStartInfo(Program, ["-c", configuration])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder,
        }) ?? throw new AssertionException($"{Program} did not start");
        // What it says is read, so that it is never stopped by a full pipe.
        _server.OutputDataReceived += (_, _) => { };
        _server.ErrorDataReceived += (_, _) => { };
        _server.BeginOutputReadLine();
        _server.BeginErrorReadLine();
    }

    public IPEndPoint EndPoint { get; }

    public static Coturn Start(string secret)
    {
        Assert.That(File.Exists(Program), $"{Program} is not installed: scripts/install-test-deps");
        using var free = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)free.Client.LocalEndPoint!).Port;
        free.Close();
        return new Coturn(secret, port);
    }

    public async ValueTask DisposeAsync()
    {
        _server.Kill();
        await _server.WaitForExitAsync();
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
