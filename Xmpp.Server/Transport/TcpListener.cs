using System.Net;
using System.Net.Sockets;
using DotNetty.Buffers;
using DotNetty.Common;
using DotNetty.Transport.Bootstrapping;
using DotNetty.Transport.Channels;
using DotNetty.Transport.Channels.Sockets;

namespace Xmpp.Server.Transport;

/// <summary>Accepts TCP connections on one address and hands each to a new <see cref="IConnectionHandler"/>.</summary>
internal sealed class TcpListener
{
    // Above 64 KiB unsent the channel says that it is not writable; below 32 KiB it is again.
    internal const int HighWaterMark = 65_536;
    internal const int LowWaterMark = 32_768;

    private static long s_lastConnectionId;

    private readonly IChannel _channel;

    static TcpListener() =>
        // DESIGN §3: the default takes a stack trace for one buffer in 128.
        ResourceLeakDetector.Level = ResourceLeakDetector.DetectionLevel.Disabled;

    /// <summary>Unique in this process, whoever has opened the connection.</summary>
    internal static long NextConnectionId() => Interlocked.Increment(ref s_lastConnectionId);

    private TcpListener(IChannel channel) => _channel = channel;

    /// <summary>The address and the port, which the system chose if 0 was asked for.</summary>
    public IPEndPoint LocalEndPoint => (IPEndPoint)_channel.LocalAddress;

    /// <param name="endPoint">Where to listen; port 0 lets the system choose.</param>
    /// <param name="loops">Shared by all listeners.</param>
    /// <param name="directTls">TLS from the first byte (XEP-0368), or null for STARTTLS or clear.</param>
    /// <param name="time">For deadlines.</param>
    /// <param name="accept">Called on the new connection's loop.</param>
    /// <param name="deadAfter">Data that a peer's TCP does not take for so long ends its connection; null: as the system has it.</param>
    /// <exception cref="System.Net.Sockets.SocketException">The address is taken or not ours.</exception>
    public static async Task<TcpListener> StartAsync(
        IPEndPoint endPoint,
        EventLoops loops,
        TlsServerSettings? directTls,
        TimeProvider time,
        Func<IConnection, IConnectionHandler> accept,
        TimeSpan? deadAfter = null)
    {
        var bootstrap = new ServerBootstrap()
            .Group(loops.Acceptor, loops.Workers)
            .ChannelFactory(() => new TcpServerSocketChannel(NewSocket(endPoint, deadAfter)))
            .Option(ChannelOption.SoBacklog, 1024)
            // Not SoReuseaddr: .NET makes SO_REUSEPORT of it, too, and two servers would share the port unnoticed.
            .ChildOption(ChannelOption.TcpNodelay, true)
            .ChildOption(ChannelOption.SoKeepalive, true)
            .ChildOption(ChannelOption.Allocator, PooledByteBufferAllocator.Default)
            .ChildOption(ChannelOption.WriteBufferHighWaterMark, HighWaterMark)
            .ChildOption(ChannelOption.WriteBufferLowWaterMark, LowWaterMark)
            .ChildHandler(new ActionChannelInitializer<IChannel>(channel => channel.Pipeline.AddLast(
                "connection",
                new ConnectionChannelHandler(NextConnectionId(), directTls, time, accept))));
        return new TcpListener(await bootstrap.BindAsync(endPoint).ConfigureAwait(false));
    }

    // "Any" is one socket for both families; DotNetty alone would take IPv6 only.
    internal static Socket NewSocket(IPEndPoint endPoint, TimeSpan? deadAfter)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        if (endPoint.Address.Equals(IPAddress.IPv6Any))
            socket.DualMode = true;
        if (deadAfter is { } time)
            DeadLine.Set(socket, time);
        return socket;
    }

    /// <summary>Accepts no more; connections that exist stay.</summary>
    public Task StopAsync() => _channel.CloseAsync();
}
