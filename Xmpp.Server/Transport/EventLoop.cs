using System.Collections.Concurrent;
using DotNetty.Common.Concurrency;
using DotNetty.Transport.Channels;
using Xmpp.Server.Transport.Epoll;

namespace Xmpp.Server.Transport;

/// <summary>
/// A thread that waits for its channels' sockets and runs what they queue, one after the other. DotNetty's own loop runs inside a task of a
/// scheduler of its own; .NET then completes every await inside of SslStream on the thread pool, away from the loop
/// (continuations are inlined only where no special scheduler is current), so TLS would cost two hops for each record.
/// </summary>
#pragma warning disable CA1001 // the thread disposes of its poller when it ends
internal sealed class EventLoop : AbstractScheduledEventExecutor, IEventLoop
{
#pragma warning restore CA1001
    /// <summary>What is queued runs at most so often before the sockets are looked at.</summary>
    private const int TasksInARow = 16;

    private readonly ConcurrentQueue<IRunnable> _queue = new();
    private readonly System.Threading.Tasks.TaskCompletionSource _terminated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly EpollPoller _poller = new();
    private readonly Thread _thread;
    private volatile bool _isShuttingDown;
    private int _isSleeping;

    public EventLoop(IEventLoopGroup parent)
        : base(parent)
    {
        _thread = new Thread(Run) { Name = "xmpp-loop", IsBackground = true };
        _thread.Start();
    }

    /// <summary>For the channels of this loop, on its thread.</summary>
    internal EpollPoller Poller => _poller;

    public override bool IsShuttingDown => _isShuttingDown;
    public override bool IsShutdown => _isShuttingDown;
    public override bool IsTerminated => _terminated.Task.IsCompleted;
    public override Task TerminationCompletion => _terminated.Task;

    IEventLoopGroup IEventLoop.Parent => (IEventLoopGroup)Parent;
    IEnumerable<IEventLoop> IEventLoopGroup.Items => [this];

    IEventLoop IEventLoopGroup.GetNext() => this;

    public Task RegisterAsync(IChannel channel) => channel.Unsafe.RegisterAsync(this);

    public override bool IsInEventLoop(Thread thread) => thread == _thread;

    public override void Execute(IRunnable task)
    {
        _queue.Enqueue(task);
        // The exchange is a full fence: either the loop sees the task before it sleeps, or we see that it sleeps.
        if (Interlocked.CompareExchange(ref _isSleeping, 0, 1) == 1)
            _poller.Wake();
    }

    public override Task ShutdownGracefullyAsync(TimeSpan quietPeriod, TimeSpan timeout)
    {
        _isShuttingDown = true;
        Execute(new NoWork());
        return TerminationCompletion;
    }

    protected override IEnumerable<IEventExecutor> GetItems() => [this];

    private void Run()
    {
        SetCurrentExecutor(this);
        var inARow = 0;
        while (true)
        {
            while (PollScheduledTask() is { } due)
                SafeExecute(due);
            if (inARow++ < TasksInARow && _queue.TryDequeue(out var task))
            {
                SafeExecute(task);
                continue;
            }
            inARow = 0;
            if (!_queue.IsEmpty)
                _poller.Tell(_poller.Wait(0));
            else if (_isShuttingDown)
                break;
            else
                Sleep();
        }
        CancelScheduledTasks();
        _poller.Dispose();
        _terminated.SetResult();
    }

    private void Sleep()
    {
        Interlocked.Exchange(ref _isSleeping, 1);
        if (!_queue.IsEmpty || _isShuttingDown)
        {
            // Whoever has seen us sleeping has woken us; the next sleep is then a short one.
            Interlocked.Exchange(ref _isSleeping, 0);
            return;
        }
        var next = PeekScheduledTask();
        var count = _poller.Wait(next is null ? -1 : (int)Math.Min(int.MaxValue, Math.Ceiling(Wait(next).TotalMilliseconds)));
        Interlocked.Exchange(ref _isSleeping, 0);
        _poller.Tell(count);
    }

    private static TimeSpan Wait(IScheduledRunnable next)
    {
        var wait = (next.Deadline - GetNanos()).ToTimeSpan();
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    private sealed class NoWork : IRunnable
    {
        public void Run()
        {
        }
    }
}
