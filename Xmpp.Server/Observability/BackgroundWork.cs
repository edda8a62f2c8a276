using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Xmpp.Storage;

namespace Xmpp.Server.Observability;

/// <summary>Runs work that nobody waits for, so that its failure is in the log and an orderly stop waits for it.</summary>
internal sealed partial class BackgroundWork(ILogger<BackgroundWork> logger, CancellationToken stopping)
{
    private readonly ConcurrentDictionary<string, bool> _alone = new(StringComparer.Ordinal);
    private int _running;

    /// <summary>Cancelled when the server stops.</summary>
    public CancellationToken Stopping => stopping;

    /// <summary>Pieces of work that have not ended.</summary>
    public int Running => Volatile.Read(ref _running);

    public void Run(string name, Func<CancellationToken, Task> work)
    {
        Interlocked.Increment(ref _running);
        _ = Task.Run(() => ObserveAsync(name, work), CancellationToken.None);
    }

    /// <summary>The same, but not beside what was begun by that name and has not ended.</summary>
    public void RunAlone(string name, Func<CancellationToken, Task> work)
    {
        if (!_alone.TryAdd(name, true))
            return;
        Run(name, async ct =>
        {
            try
            {
                await work(ct);
            }
            finally
            {
                _alone.TryRemove(name, out _);
            }
        });
    }

    private async Task ObserveAsync(string name, Func<CancellationToken, Task> work)
    {
        try
        {
            await work(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            LogCancelled(name);
        }
        catch (StorageException e)
        {
            LogNotStored(e, name); // the engine tells of its outage itself
        }
#pragma warning disable CA1031 // the last place that can tell of it
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogFailed(e, name);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, EventName = "work-failed", Message = "background work failed: {Name}")]
    private partial void LogFailed(Exception e, string name);

    [LoggerMessage(Level = LogLevel.Warning, EventName = "work-not-stored",
        Message = "background work could not use the database: {Name}")]
    private partial void LogNotStored(StorageException e, string name);

    [LoggerMessage(Level = LogLevel.Debug, EventName = "work-cancelled",
        Message = "background work cancelled by the stop: {Name}")]
    private partial void LogCancelled(string name);
}
