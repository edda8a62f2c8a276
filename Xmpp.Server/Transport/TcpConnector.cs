using System.Net;
using System.Net.Sockets;
using DotNetty.Buffers;
using DotNetty.Transport.Bootstrapping;
using DotNetty.Transport.Channels;
using DotNetty.Transport.Channels.Sockets;

namespace Xmpp.Server.Transport;

/// <summary>Opens TCP connections to others.</summary>
internal static class TcpConnector
{
    /// <summary>Connects; the handler's <see cref="IConnectionHandler.OnOpened"/> comes on the connection's loop.</summary>
    /// <param name="endPoint">Where to.</param>
    /// <param name="loops">Shared with the listeners.</param>
    /// <param name="directTls">TLS from the first octet (XEP-0368), or null.</param>
    /// <param name="timeout">For TCP's own handshake.</param>
    /// <param name="deadAfter">Data that the peer's TCP does not take for so long ends the connection.</param>
    /// <param name="time">For deadlines.</param>
    /// <param name="accept">Called on the new connection's loop.</param>
    /// <exception cref="IOException">Nobody answers, or nobody is there.</exception>
    public static async Task ConnectAsync(
        IPEndPoint endPoint, EventLoops loops, TlsSettings? directTls, TimeSpan timeout, TimeSpan deadAfter,
        TimeProvider time, Func<IConnection, IConnectionHandler> accept)
    {
        var bootstrap = new Bootstrap()
            .Group(loops.Workers)
            .ChannelFactory(() => new TcpSocketChannel(NewSocket(endPoint, deadAfter)))
            .Option(ChannelOption.TcpNodelay, true)
            .Option(ChannelOption.SoKeepalive, true)
            .Option(ChannelOption.ConnectTimeout, timeout)
            .Option(ChannelOption.Allocator, PooledByteBufferAllocator.Default)
            .Option(ChannelOption.WriteBufferHighWaterMark, TcpListener.HighWaterMark)
            .Option(ChannelOption.WriteBufferLowWaterMark, TcpListener.LowWaterMark)
            .Handler(new ActionChannelInitializer<IChannel>(channel => channel.Pipeline.AddLast(
                "connection", new ConnectionChannelHandler(TcpListener.NextConnectionId(), directTls, time, accept))));
        try
        {
            await bootstrap.ConnectAsync(endPoint).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // DotNetty has exceptions of its own for what SocketException would say
        catch (Exception e)
#pragma warning restore CA1031
        {
            throw new IOException(e.GetBaseException().Message, e);
        }
    }

    private static Socket NewSocket(IPEndPoint endPoint, TimeSpan deadAfter)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        DeadLine.Set(socket, deadAfter);
        return socket;
    }
}
