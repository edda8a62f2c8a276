using System.Text.Json.Nodes;
using Xmpp.Server.Observability;
using Xmpp.Server.Sessions;
using Xmpp.Storage.Engines;

namespace Xmpp.Server.Administration;

/// <summary>The numbers of an overview, and how they went in the last ten minutes.</summary>
internal sealed class Statistics(
    SessionDirectory sessions, ServerMetrics metrics, IStorageEngine engine, Func<int> connections, Func<int> links, TimeProvider time)
{
    private const int MaxSamples = 60;

    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Queue<JsonObject> _samples = new();
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private long _sampledAt = time.GetTimestamp();
    private double _received;
    private double _sent;

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>
    /// Sessions of a host, and its accounts that are online (XEP-0133 §4.15), active or idle: with a resource that is available
    /// and looked at (XEP-0352), or not.
    /// </summary>
    public JsonObject OfHost(string host)
    {
        var online = sessions.AllSessions().Where(session => session.Account.Domain == host).ToList();
        var accounts = online.Select(session => session.Account).Distinct().ToList();
        var active = accounts.Count(account => sessions.Find(account).Any(resource => resource is { IsAvailable: true, IsInactive: false }));
        return new JsonObject
        {
            ["host"] = host,
            ["sessions"] = online.Count,
            ["online"] = accounts.Count,
            ["active"] = active,
            ["idle"] = accounts.Count - active,
        };
    }

    /// <summary>The server as it is now.</summary>
    public JsonObject OfServer()
    {
        var (received, sent) = metrics.Stanzas;
        return new JsonObject
        {
            ["uptimeSeconds"] = Math.Floor((time.GetUtcNow() - _startedAt).TotalSeconds),
            ["sessions"] = sessions.Count,
            ["connections"] = connections(),
            ["stanzasReceived"] = received,
            ["stanzasSent"] = sent,
            ["storageQueue"] = engine.QueueDepth,
            ["federationLinks"] = links(),
            ["memoryBytes"] = Environment.WorkingSet,
            ["managedBytes"] = GC.GetTotalMemory(forceFullCollection: false),
            ["threads"] = ThreadPool.ThreadCount,
            ["processorSeconds"] = Environment.CpuUsage.TotalTime.TotalSeconds,
        };
    }

    /// <summary>Samples of about every ten seconds, the oldest first; rates are those since the sample before.</summary>
    public JsonArray History()
    {
        lock (_lock)
            return new JsonArray([.. _samples.Select(sample => sample.DeepClone())]);
    }

    /// <summary>Looks at the clock.</summary>
    public void Tick()
    {
        var elapsed = time.GetElapsedTime(_sampledAt);
        if (elapsed < s_interval)
            return;
        _sampledAt = time.GetTimestamp();
        var (received, sent) = metrics.Stanzas;
        var sample = new JsonObject
        {
            ["at"] = Json.Time(time.GetUtcNow()),
            ["sessions"] = sessions.Count,
            ["stanzasInPerSecond"] = Math.Round((received - _received) / elapsed.TotalSeconds, 1),
            ["stanzasOutPerSecond"] = Math.Round((sent - _sent) / elapsed.TotalSeconds, 1),
            ["storageQueue"] = engine.QueueDepth,
            ["memoryBytes"] = Environment.WorkingSet,
        };
        (_received, _sent) = (received, sent);
        lock (_lock)
        {
            _samples.Enqueue(sample);
            if (_samples.Count > MaxSamples)
                _samples.Dequeue();
        }
    }
}
