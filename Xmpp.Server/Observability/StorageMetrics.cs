using Prometheus;
using Xmpp.Storage;
using Xmpp.Storage.Engines;

namespace Xmpp.Server.Observability;

/// <summary>Counts what the database does.</summary>
public sealed class StorageMetrics : IStorageObserver
{
    private static readonly HistogramConfiguration Latency = new()
    {
        Buckets = Histogram.ExponentialBuckets(0.000_25, 4, 9),
    };

    private readonly ServerMetrics _metrics;
    private readonly Counter _writes;
    private readonly Histogram _commits;
    private readonly Histogram _reads;
    private readonly Counter.Child[] _failures;

    public StorageMetrics(ServerMetrics metrics)
    {
        _metrics = metrics;
        _writes = metrics.Factory.CreateCounter("xmpp_storage_writes_total", "Writes that became durable.");
        _commits = metrics.Factory.CreateHistogram(
            "xmpp_storage_commit_seconds", "Time of a commit with all the writes it took along.", Latency);
        _reads = metrics.Factory.CreateHistogram("xmpp_storage_read_seconds", "Time of a read.", Latency);
        var failures = metrics.Factory.CreateCounter(
            "xmpp_storage_failures_total", "Reads and writes that failed.", "kind");
        _failures = [.. Enum.GetValues<StorageErrorKind>()
            .Select(kind => failures.WithLabels(MetricNames.OfEnum(kind)))];
    }

    /// <summary>Shows the engine's queue at every scrape.</summary>
    public void Watch(IStorageEngine engine)
    {
        var depth = _metrics.Factory.CreateGauge("xmpp_storage_queue_depth", "Writes that wait for their commit.");
        _metrics.Registry.AddBeforeCollectCallback(() => depth.Set(engine.QueueDepth));
    }

    public void OnCommitted(int operations, TimeSpan elapsed)
    {
        _writes.Inc(operations);
        _commits.Observe(elapsed.TotalSeconds);
    }

    public void OnRead(TimeSpan elapsed) => _reads.Observe(elapsed.TotalSeconds);

    public void OnFailed(StorageErrorKind kind, int operations) => _failures[(int)kind].Inc(operations);
}
