using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Xmpp.Tests.Certificates;

namespace Xmpp.Tests.Commands;

/// <summary>A server that has no descriptor left for a connection (cases ABU-01).</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
[Category("Program")]
public class DescriptorLimitTests
{
    [Test, Case("ABU-01"), CancelAfter(120_000)]
    public async Task It_accepts_again_when_others_have_gone(CancellationToken ct)
    {
        using var directory = new TemporaryDirectory();
        using var server = await ServerProcess.RunAsync(directory["data"]);
        var port = (await ServerProcess.PortsAsync(directory["data"]))[0];
        var used = Directory.GetFiles($"/proc/{server.Id}/fd").Length;
        await LimitAsync(server.Id, used + 10, ct);

        var held = new List<TcpClient>();
        for (var i = 0; i < 40; i++)
            held.Add(await ConnectAsync(port, ct));
        using (var late = await ConnectAsync(port, ct))
        {
            await late.GetStream().WriteAsync(Header, ct);
            using var moment = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
            Assert.That(
                async () => await late.GetStream().ReadAsync(new byte[1], moment.Token),
                Throws.InstanceOf<OperationCanceledException>(), "there is no descriptor for it");
            held.ForEach(client => client.Dispose());
            Assert.That(await late.GetStream().ReadAsync(new byte[1], ct), Is.EqualTo(1));
        }
        Assert.That(await server.StopAsync(), Is.Zero, server.Output);
    }

    private static byte[] Header => Encoding.UTF8.GetBytes(
        "<?xml version='1.0'?><stream:stream to='localhost' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>");

    private static async Task<TcpClient> ConnectAsync(int port, CancellationToken ct)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, ct);
        return client;
    }

    private static async Task LimitAsync(int process, int descriptors, CancellationToken ct)
    {
        using var prlimit = Process.Start("prlimit", ["--pid", process.ToString(CultureInfo.InvariantCulture), $"--nofile={descriptors}"]);
        await prlimit.WaitForExitAsync(ct);
        Assert.That(prlimit.ExitCode, Is.Zero);
    }
}
