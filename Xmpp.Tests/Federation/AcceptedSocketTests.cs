using System.Net;
using System.Net.Sockets;
using Xmpp.Server.Transport;
using TcpListener = Xmpp.Server.Transport.TcpListener;

namespace Xmpp.Tests.Federation;

/// <summary>A connection that a peer has opened is given up as soon as one of ours (cases S2S-11).</summary>
public class AcceptedSocketTests
{
    [Test, Case("S2S-11"), Platform("Linux")]
    public async Task What_a_listener_accepts_has_its_time()
    {
        var endPoint = new IPEndPoint(IPAddress.Loopback, 0);
        using var listener = TcpListener.NewSocket(endPoint, TimeSpan.FromSeconds(90));
        listener.Bind(endPoint);
        listener.Listen();
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndPoint!);
        using var accepted = await listener.AcceptAsync();
        var value = new byte[4];
        accepted.GetRawSocketOption((int)ProtocolType.Tcp, DeadLine.TcpUserTimeout, value);
        Assert.That(BitConverter.ToInt32(value), Is.EqualTo(90_000));
    }
}
