using System.Net.Sockets;
using DotNetty.Buffers;
using DotNetty.Common;
using DotNetty.Common.Concurrency;
using DotNetty.Transport.Channels;
using Xmpp.Server.Transport.Epoll;

namespace Xmpp.Server.Transport;

/// <summary>The threads that connections live on: one accepts, as many as there are processors serve.</summary>
internal sealed class EventLoops(int? workers = null) : IAsyncDisposable
{
    // Above 64 KiB unsent the channel says that it is not writable; below 32 KiB it is again.
    internal const int HighWaterMark = 65_536;
    private const int LowWaterMark = 32_768;

    private static readonly TimeSpan ShutdownDeadline = TimeSpan.FromSeconds(2);

    static EventLoops() =>
        // The default takes a stack trace for one buffer in 128.
        ResourceLeakDetector.Level = ResourceLeakDetector.DetectionLevel.Disabled;

    /// <summary>Accepts, so that who is there already does not keep others from coming in.</summary>
    internal MultithreadEventLoopGroup Acceptor { get; } = new(group => new EventLoop(group), 1);

    internal MultithreadEventLoopGroup Workers { get; } =
        new(group => new EventLoop(group), workers ?? Environment.ProcessorCount);

    /// <summary>A connected socket gets the loop whose turn it is.</summary>
    /// <param name="socket">Will be closed by its channel.</param>
    /// <param name="handler">The end of its pipeline.</param>
    public Task ServeAsync(Socket socket, ConnectionChannelHandler handler)
    {
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        var channel = new EpollChannel(socket);
        channel.Configuration.Allocator = PooledByteBufferAllocator.Default;
        channel.Configuration.WriteBufferHighWaterMark = HighWaterMark;
        channel.Configuration.WriteBufferLowWaterMark = LowWaterMark;
        channel.Pipeline.AddLast("connection", handler);
        return Workers.RegisterAsync(channel);
    }

    /// <summary>For each worker loop, the method that runs something on it.</summary>
    public IEnumerable<Action<Action>> Posts() =>
        Workers.Items.Select(loop => (Action<Action>)(work => ((IEventExecutor)loop).Execute(work)));

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(
            Acceptor.ShutdownGracefullyAsync(TimeSpan.Zero, ShutdownDeadline),
            Workers.ShutdownGracefullyAsync(TimeSpan.Zero, ShutdownDeadline)).ConfigureAwait(false);
    }
}
