using Prometheus;

namespace Xmpp.Server.Observability;

/// <summary>Counts what nodes are used for (XEP-0060).</summary>
internal sealed class PubSubMetrics(ServerMetrics metrics)
{
    private readonly Counter _published = metrics.Factory.CreateCounter(
        "xmpp_pubsub_publications_total", "Publications to nodes of accounts and services that were carried out.");

    private readonly Counter _notifications = metrics.Factory.CreateCounter(
        "xmpp_pubsub_notifications_total", "Event notifications that were sent.");

    private readonly Counter _capabilities = metrics.Factory.CreateCounter(
        "xmpp_pubsub_capability_queries_total", "Clients that were asked for their capabilities.");

    public void Published() => _published.Inc();
    public void Notified(int count = 1) => _notifications.Inc(count);
    public void CapabilitiesAsked() => _capabilities.Inc();
}
