using System.Runtime.InteropServices;
using Prometheus;

namespace Xmpp.Server.Observability;

/// <summary>The process and the runtime: memory, collections and their pauses, thread pool, build.</summary>
public sealed class RuntimeMetrics
{
    public RuntimeMetrics(ServerMetrics metrics, string version)
    {
        // process_…, dotnet_collection_count_total, dotnet_total_memory_bytes.
        DotNetStats.Register(metrics.Registry);
        metrics.Factory.CreateGauge("xmpp_build_info", "Always 1.", "version", "runtime")
            .WithLabels(version, RuntimeInformation.FrameworkDescription).Set(1);
        var pauses = metrics.Factory.CreateCounter(
            "dotnet_gc_pause_seconds_total", "Time for which garbage collections stopped the program.");
        var threads = metrics.Factory.CreateGauge("dotnet_threadpool_threads", "Threads of the pool.");
        var queue = metrics.Factory.CreateGauge("dotnet_threadpool_queue_length", "Work that waits for a thread.");
        metrics.Registry.AddBeforeCollectCallback(() =>
        {
            pauses.IncTo(GC.GetTotalPauseDuration().TotalSeconds);
            threads.Set(ThreadPool.ThreadCount);
            queue.Set(ThreadPool.PendingWorkItemCount);
        });
    }
}
