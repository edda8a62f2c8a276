using System.Collections.Concurrent;
using DotNetty.Common.Concurrency;
using DotNetty.Transport.Channels;

namespace Xmpp.Server.Transport;

/// <summary>
/// A thread that runs what its channels queue, one after the other. DotNetty's own loop runs inside a task of a
/// scheduler of its own; .NET then completes every await inside of SslStream on the thread pool, away from the loop
/// (continuations are inlined only where no special scheduler is current), so TLS would cost two hops for each record.
/// </summary>
#pragma warning disable CA1001 // the thread disposes of its event when it ends
internal sealed class EventLoop : AbstractScheduledEventExecutor, IEventLoop
{
#pragma warning restore CA1001
    private readonly ConcurrentQueue<IRunnable> _queue = new();
    private readonly System.Threading.Tasks.TaskCompletionSource _terminated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly AutoResetEvent _wake = new(false);
    private readonly Thread _thread;
    private volatile bool _isShuttingDown;
    private int _isSleeping;

    public EventLoop(IEventLoopGroup parent)
        : base(parent)
    {
        _thread = new Thread(Run) { Name = "xmpp-loop", IsBackground = true };
        _thread.Start();
    }

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
            _wake.Set();
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
        while (true)
        {
            while (PollScheduledTask() is { } due)
                SafeExecute(due);
            if (_queue.TryDequeue(out var task))
                SafeExecute(task);
            else if (_isShuttingDown)
                break;
            else
                Sleep();
        }
        CancelScheduledTasks();
        _wake.Dispose();
        _terminated.SetResult();
    }

    private void Sleep()
    {
        Interlocked.Exchange(ref _isSleeping, 1);
        if (!_queue.IsEmpty || _isShuttingDown)
        {
            // Whoever has seen us sleeping has set the event; the next sleep is then a short one.
            Interlocked.Exchange(ref _isSleeping, 0);
            return;
        }
        var next = PeekScheduledTask();
        if (next is null)
            _wake.WaitOne();
        else
            _wake.WaitOne(Wait(next));
        Interlocked.Exchange(ref _isSleeping, 0);
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
