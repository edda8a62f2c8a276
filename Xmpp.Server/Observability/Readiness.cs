using Xmpp.Storage;
using Xmpp.Storage.Engines;

namespace Xmpp.Server.Observability;

/// <summary>Whether the server should get new connections now (cases OPS-10: live is not ready).</summary>
/// <param name="isRunning">Started, and not stopping.</param>
/// <param name="storage">Must answer.</param>
internal sealed class Readiness(Func<bool> isRunning, IStorageEngine storage, TimeProvider time)
{
    // Whoever asks must get an answer, also when the database gives none.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    // Many may ask; the database is asked once a second.
    private static readonly TimeSpan KeepFor = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private (long At, Task<string?> Answer)? _last;

    /// <summary>Null when ready, else why not.</summary>
    public Task<string?> CheckAsync(CancellationToken ct) =>
        isRunning() ? AskOnceAsync().WaitAsync(ct) : Task.FromResult<string?>("starting or stopping");

    private Task<string?> AskOnceAsync()
    {
        lock (_lock)
        {
            if (_last is not { } last || (last.Answer.IsCompleted && time.GetElapsedTime(last.At) >= KeepFor))
                _last = last = (time.GetTimestamp(), AskStorageAsync());
            return last.Answer;
        }
    }

    private async Task<string?> AskStorageAsync()
    {
        using var deadline = new CancellationTokenSource(Patience, time);
        try
        {
            await storage.CheckAsync(deadline.Token).WaitAsync(deadline.Token);
            return null;
        }
        catch (StorageException e)
        {
            return $"storage: {MetricNames.OfEnum(e.Kind)}";
        }
        catch (OperationCanceledException)
        {
            return "storage: no answer";
        }
    }
}
