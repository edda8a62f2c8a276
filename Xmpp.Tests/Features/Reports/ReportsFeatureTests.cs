using System.Xml.Linq;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Xmpp.Server.Configuration;
using Xmpp.Server.Features.Archive;
using Xmpp.Server.Features.Blocking;
using Xmpp.Server.Features.Reports;
using Xmpp.Server.Observability;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage;
using Xmpp.Tests.Observability;
using Xmpp.Tests.Storage;

namespace Xmpp.Tests.Features.Reports;

/// <summary>XEP-0377 §6: what the server does with a report.</summary>
public class ReportsFeatureTests
{
    private static readonly Jid s_juliet = Jid.Parse("juliet@capulet.example");
    private static readonly Jid s_romeo = Jid.Parse("romeo@verona.example");

    [Test, Case("ABU-05"), Case("OPS-09")]
    public async Task It_reaches_the_operator_and_its_words_stay_out_of_the_log()
    {
        using var database = await TestDatabase.CreateAsync(DatabaseKind.SqliteMemory);
        await using var engine = await database.OpenAsync();
        var stores = new Stores(engine, TimeProvider.System);
        var store = stores.Reports;
        using var ids = new ArchiveIds(new byte[ArchiveIds.KeySize]);
        var forwarding = new ReportForwarding(
            stores.Archive, ids, () => throw new InvalidOperationException("nothing is sent"), new ReportsOptions(),
            new BackgroundWork(NullLogger<BackgroundWork>.Instance, CancellationToken.None), TimeProvider.System,
            NullLogger<ReportForwarding>.Instance);
        var log = new LogCapture<ReportsFeature>();
        var metrics = new ServerMetrics(Prometheus.Metrics.NewCustomRegistry());
        var feature = new ReportsFeature(store, forwarding, new ReportsOptions { MaxPerAccount = 1 }, metrics, TimeProvider.System, log);

        await feature.TakeAsync(s_juliet, s_romeo, Item("first"), CancellationToken.None);
        await feature.TakeAsync(s_juliet, s_romeo, Item("second"), CancellationToken.None);
        await feature.TakeAsync(s_juliet, s_romeo, new XElement(BlockingNames.Item), CancellationToken.None);

        var line = (LogLevel.Information, "abuse-reported",
            "abuse reported reporter=juliet@capulet.example reported=romeo@verona.example reason=urn:xmpp:reporting:abuse");
        Assert.Multiple(() => Assert.That(log.Lines, Is.EqualTo(new[] { line, line })));
        Assert.That((await store.ListAsync(10, CancellationToken.None)).Select(r => r.Text), Is.EqualTo(new[] { "second" }));
    }

    private static XElement Item(string text) => new(
        BlockingNames.Item,
        new XElement(
            ReportRules.Report, new XAttribute("reason", "urn:xmpp:reporting:abuse"),
            new XElement(ReportRules.Ns + "text", text)));
}
