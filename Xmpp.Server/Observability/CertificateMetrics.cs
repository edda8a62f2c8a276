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
        HashSet<string> shown = new(StringComparer.Ordinal);
        metrics.Registry.AddBeforeCollectCallback(() =>
        {
            var all = certificates.Certificates;
            lock (shown)
            {
                foreach (var gone in shown.Except(all.Select(certificate => certificate.Host)).ToList())
                    daysLeft.RemoveLabelled(gone);
                shown.Clear();
                foreach (var certificate in all)
                {
                    shown.Add(certificate.Host);
                    daysLeft.WithLabels(certificate.Host).Set(Math.Round(certificates.DaysLeft(certificate), 2));
                }
            }
        });
    }
}
