using Prometheus;

namespace Xmpp.Server.Observability;

/// <summary>What federation is like, without a label for each domain: strangers choose those.</summary>
internal sealed class FederationMetrics
{
    private readonly ServerMetrics _metrics;
    private readonly LabelSet<Counter.Child> _ready;
    private readonly LabelSet<Counter.Child> _failures;
    private readonly Counter _bounced;
    private readonly Counter _forged;

    public FederationMetrics(ServerMetrics metrics)
    {
        _metrics = metrics;
        var ready = metrics.Factory.CreateCounter(
            "xmpp_federation_pairs_proved_total", "Pairs of domains that may exchange stanzas on a stream.", "method");
        _ready = new(["EXTERNAL", "dialback"], method => ready.WithLabels(method));
        var failures = metrics.Factory.CreateCounter(
            "xmpp_federation_failures_total", "Other servers that could not be reached, by what the senders were told.",
            "condition");
        _failures = new(
            ["remote-server-not-found", "remote-server-timeout", "internal-server-error", "not-allowed"],
            condition => failures.WithLabels(condition));
        _bounced = metrics.Factory.CreateCounter(
            "xmpp_federation_stanzas_bounced_total", "Stanzas that waited for another server and went back.");
        _forged = metrics.Factory.CreateCounter(
            "xmpp_federation_forged_total", "Streams ended because the peer claimed what it had not proved.");
    }

    public void PairProved(string method) => _ready[method].Inc();

    public void Failed(string condition, int bounced)
    {
        _failures[condition].Inc();
        _bounced.Inc(bounced);
    }

    public void Forged() => _forged.Inc();

    /// <summary>Asked when the metrics are read.</summary>
    /// <param name="streams">Streams in, and streams out.</param>
    /// <param name="queued">Stanzas that wait or are not acknowledged.</param>
    public void Watch(Func<(int In, int Out)> streams, Func<int> queued)
    {
        var gauge = _metrics.Factory.CreateGauge("xmpp_federation_streams", "Streams with other servers.", "direction");
        var waiting = _metrics.Factory.CreateGauge(
            "xmpp_federation_stanzas_queued", "Stanzas for other servers that wait or are not acknowledged.");
        _metrics.Registry.AddBeforeCollectCallback(() =>
        {
            var (incoming, outgoing) = streams();
            gauge.WithLabels("in").Set(incoming);
            gauge.WithLabels("out").Set(outgoing);
            waiting.Set(queued());
        });
    }
}
