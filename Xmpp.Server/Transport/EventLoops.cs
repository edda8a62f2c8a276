using DotNetty.Common.Concurrency;
using DotNetty.Transport.Channels;

namespace Xmpp.Server.Transport;

/// <summary>The threads that connections live on: one accepts, as many as there are processors serve.</summary>
internal sealed class EventLoops : IAsyncDisposable
{
    private static readonly TimeSpan ShutdownDeadline = TimeSpan.FromSeconds(2);

    public EventLoops(int? workers = null)
    {
        Acceptor = new MultithreadEventLoopGroup(group => new EventLoop(group), 1);
        Workers = new MultithreadEventLoopGroup(
            group => new EventLoop(group), workers ?? Environment.ProcessorCount);
    }

    internal MultithreadEventLoopGroup Acceptor { get; }
    internal MultithreadEventLoopGroup Workers { get; }

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
