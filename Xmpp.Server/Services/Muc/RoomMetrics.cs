using Prometheus;
using Xmpp.Server.Observability;

namespace Xmpp.Server.Services.Muc;

/// <summary>What is counted of rooms.</summary>
internal sealed class RoomMetrics
{
    private readonly Gauge _occupants;
    private readonly Counter _messages;
    private readonly Counter _copies;
    private readonly Histogram _fanOut;
    private readonly ServerMetrics _metrics;

    public RoomMetrics(ServerMetrics metrics)
    {
        _metrics = metrics;
        _occupants = metrics.Factory.CreateGauge("xmpp_room_occupants", "Occupants of all rooms.");
        _messages = metrics.Factory.CreateCounter("xmpp_room_messages_total", "Messages to all in a room.");
        _copies = metrics.Factory.CreateCounter("xmpp_room_stanzas_total", "Stanzas that rooms have sent.");
        _fanOut = metrics.Factory.CreateHistogram(
            "xmpp_room_fan_out_seconds", "From a room's decision until all copies were handed over.",
            new HistogramConfiguration { Buckets = Histogram.ExponentialBuckets(0.000_1, 4, 9) });
    }

    /// <summary>Asked when the metrics are read.</summary>
    public void WatchRooms(Func<int> count)
    {
        var gauge = _metrics.Factory.CreateGauge("xmpp_rooms_loaded", "Rooms in memory.");
        _metrics.Registry.AddBeforeCollectCallback(() => gauge.Set(count()));
    }

    public void OccupantsChanged(int by)
    {
        if (by != 0)
            _occupants.Inc(by);
    }

    public void MessageSent() => _messages.Inc();

    public void Sent(int copies, TimeSpan took)
    {
        _copies.Inc(copies);
        _fanOut.Observe(took.TotalSeconds);
    }
}
