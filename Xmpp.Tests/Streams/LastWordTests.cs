using System.Net.Sockets;
using System.Text;

namespace Xmpp.Tests.Streams;

/// <summary>Who is sent away learns why, though he goes on speaking (RFC 6120 §4.9.1.1): nothing resets the connection.</summary>
public class LastWordTests
{
    [Test]
    public async Task The_error_arrives_though_more_is_sent()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using var host = await TestHost.StartAsync();
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(host.Server.C2sEndPoint!, patience.Token);
        await client.SendAsync(Encoding.UTF8.GetBytes("<not-well-formed<"), patience.Token);
        using var copy = new MemoryStream();
        var buffer = new byte[4096];
        for (int count; (count = await client.ReceiveAsync(buffer, patience.Token)) > 0;)
            await copy.WriteAsync(buffer.AsMemory(0, count), patience.Token);
        Assert.That(Encoding.UTF8.GetString(copy.ToArray()), Does.EndWith("</stream:error></stream:stream>"));
        // The stream is over. A closed socket would answer this with a reset, and fail what follows.
        for (var i = 0; i < 10; i++)
            await client.SendAsync(new byte[16 * 1024], patience.Token);
        Assert.That(await client.ReceiveAsync(buffer, patience.Token), Is.Zero);
    }
}
