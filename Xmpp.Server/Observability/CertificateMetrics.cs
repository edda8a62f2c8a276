using Xmpp.Server.Certificates;

namespace Xmpp.Server.Observability;

/// <summary>Shows how long the certificates last, per configured host.</summary>
public sealed class CertificateMetrics
{
    public CertificateMetrics(ServerMetrics metrics, CertificateStore certificates)
    {
        var daysLeft = metrics.Factory.CreateGauge(
            "xmpp_certificate_days_left", "Days until the host's certificate ends.", "host");
        var refused = metrics.Factory.CreateCounter(
            "xmpp_certificate_reload_failures_total", "New certificate files that could not be used.");
        certificates.Refused += _ => refused.Inc();
        metrics.Registry.AddBeforeCollectCallback(() =>
        {
            foreach (var certificate in certificates.Certificates)
                daysLeft.WithLabels(certificate.Host).Set(Math.Round(certificates.DaysLeft(certificate), 2));
        });
    }
}
