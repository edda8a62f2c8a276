using System.Xml.Linq;
using Microsoft.Extensions.Logging;
using Xmpp.Server.Configuration;
using Xmpp.Server.Observability;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Reports;

namespace Xmpp.Server.Features.Reports;

/// <summary>
/// XEP-0377: what users say of those whom they block. It is kept for the operator, and goes nowhere else unless he and the
/// reporter want it to.
/// </summary>
internal sealed partial class ReportsFeature(
    IAbuseReportStore store, ReportForwarding forwarding, ReportsOptions options, ServerMetrics metrics, TimeProvider time,
    ILogger<ReportsFeature> logger) : IFeature
{
    public IReadOnlyList<XepReference> Specs => [new(377, "0.4.1", "Blocking Command Reports")];

    public void Register(FeatureRegistry registry) =>
        registry.Disco(IqTarget.Server, ReportRules.Ns.NamespaceName); // §3

    /// <summary>Keeps the report of an item that has been blocked, if it has one; durable when it completes.</summary>
    public async ValueTask TakeAsync(Jid reporter, Jid reported, XElement item, CancellationToken ct)
    {
        if (ReportRules.Read(item, reporter, reported, time.GetUtcNow(), options) is not { } report)
            return;
        await store.AddAsync(report, options.MaxPerAccount, ct);
        metrics.AbuseReported(report.Reason);
        LogReported(reporter, reported, report.Reason);
        forwarding.Begin(report);
    }

    // Without the text: a log is no place for what people write.
    [LoggerMessage(Level = LogLevel.Information, EventName = "abuse-reported",
        Message = "abuse reported reporter={Reporter} reported={Reported} reason={Reason}")]
    private partial void LogReported(Jid reporter, Jid reported, string reason);
}
