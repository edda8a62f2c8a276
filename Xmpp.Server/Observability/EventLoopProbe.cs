namespace Xmpp.Server.Observability;

/// <summary>Measures how late event loops are: it asks each to run something now and sees when it does.</summary>
public sealed class EventLoopProbe : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Loop[] _loops;
    private readonly ITimer _timer;

    /// <param name="loops">For each event loop, the method that runs something on it.</param>
    public EventLoopProbe(IEnumerable<Action<Action>> loops, ServerMetrics metrics, TimeProvider time)
    {
        _loops = [.. loops.Select(run => new Loop(run, metrics, time))];
        _timer = time.CreateTimer(_ => Probe(), null, Interval, Interval);
    }

    public void Dispose() => _timer.Dispose();

    private void Probe()
    {
        foreach (var loop in _loops)
            loop.Probe();
    }

    private sealed class Loop(Action<Action> run, ServerMetrics metrics, TimeProvider time)
    {
        private long _asked;
        private int _waiting;

        public void Probe()
        {
            // A loop that hangs gets one question, not one a second.
            if (Interlocked.Exchange(ref _waiting, 1) != 0)
                return;
            _asked = time.GetTimestamp();
            try
            {
                run(Answer);
            }
            catch (Exception)
            {
                // The loop has ended with the server; each library says so by an exception of its own.
            }
        }

        private void Answer()
        {
            metrics.LoopLagged(time.GetElapsedTime(_asked));
            Volatile.Write(ref _waiting, 0);
        }
    }
}
