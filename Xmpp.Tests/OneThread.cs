using System.Collections.Concurrent;

namespace Xmpp.Tests;

/// <summary>Runs asynchronous code on one thread, with all that comes behind its awaits: what it allocates can be told from what others do.</summary>
internal sealed class OneThread : SynchronizationContext
{
    private readonly BlockingCollection<(SendOrPostCallback Work, object? State)> _posted = [];

    private OneThread()
    {
    }

    /// <summary>Runs it on the calling thread, and comes back when it is over.</summary>
    public static T Run<T>(Func<Task<T>> work)
    {
        var before = Current;
        var here = new OneThread();
        SetSynchronizationContext(here);
        try
        {
            var running = work();
            _ = running.ContinueWith(_ => here._posted.CompleteAdding(), TaskScheduler.Default);
            foreach (var (next, state) in here._posted.GetConsumingEnumerable())
                next(state);
#pragma warning disable VSTHRD002 // it has ended: nothing is posted any more
            return running.GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    public override void Post(SendOrPostCallback d, object? state) => _posted.Add((d, state));
}
