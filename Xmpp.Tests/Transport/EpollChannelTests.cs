using System.Net;
using System.Net.Sockets;
using Xmpp.Server.Transport.Epoll;

namespace Xmpp.Tests.Transport;

[Platform("Linux")]
public class EpollChannelTests
{
    /// <summary>
    /// DotNetty's own identities ask for the machine's network interfaces: under a systemd unit that forbids that
    /// (RestrictAddressFamilies) the first connection ended the server.
    /// </summary>
    [Test]
    public void A_channel_is_named_without_asking_the_system()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var first = Connect(listener);
        using var second = Connect(listener);
        var ids = new[] { new EpollChannel(first).Id, new EpollChannel(second).Id };
        Assert.That(ids, Has.All.InstanceOf<EpollChannelId>());
        Assert.That(ids[0].CompareTo(ids[1]), Is.Negative);
        Assert.That(ids[0].AsLongText(), Is.Not.EqualTo(ids[1].AsLongText()));
    }

    private static Socket Connect(TcpListener listener)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(listener.LocalEndpoint);
        return socket;
    }
}
