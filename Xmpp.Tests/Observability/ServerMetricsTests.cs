using System.Security.Authentication;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Prometheus;
using Xmpp.Server.Certificates;
using Xmpp.Server.Configuration;
using Xmpp.Server.Observability;
using Xmpp.Stanzas.Core;
using Xmpp.Storage;
using Xmpp.Tests.Certificates;

namespace Xmpp.Tests.Observability;

[Case("OPS-10")]
public class ServerMetricsTests
{
    private ServerMetrics _metrics;

    [SetUp]
    public void SetUp() => _metrics = new ServerMetrics(Metrics.NewCustomRegistry());

    [Test]
    public async Task Everything_is_counted_under_its_name()
    {
        _metrics.ConnectionOpened(ListenerKind.C2sTls);
        _metrics.ConnectionOpened(ListenerKind.C2sTls);
        _metrics.ConnectionClosed(ListenerKind.C2sTls);
        _metrics.ConnectionRefused(ConnectionRefusal.AddressLimit);
        _metrics.SessionOpened();
        _metrics.StanzaReceived(StanzaKind.Message);
        _metrics.StanzaSent(StanzaKind.Presence);
        _metrics.StanzasSent(StanzaKind.Presence, 4);
        _metrics.LoginEnded("SCRAM-SHA-256", "success");
        _metrics.LoginEnded("PLAIN", "not-authorized");
        _metrics.HandshakeSucceeded(SslProtocols.Tls13);
        _metrics.HandshakeFailed();
        _metrics.StreamErrorSent(StreamError.StanzaTooBig);
        _metrics.StreamErrorReceived("reset");
        _metrics.Routed(RoutingOutcome.Delivered);
        _metrics.StanzasLost(StanzaLoss.Failed, 2);
        _metrics.OfflineStored();
        _metrics.OfflineDelivered(3);
        _metrics.OfflineRefused();
        _metrics.AbuseReported("urn:xmpp:reporting:spam");
        _metrics.AbuseReported("urn:example:anything");
        _metrics.LoopLagged(TimeSpan.FromMilliseconds(2));
        _metrics.Resumption(ResumptionOutcome.Expired);
        _metrics.WatchUnacknowledged(static () => 3);
        _metrics.HibernationBegan();
        _metrics.ArchiveStored();
        _metrics.ArchiveFailed();
        _metrics.ArchiveReturned(2);
        _metrics.Push(PushOutcome.Retried);

        var text = await ScrapeAsync();
        foreach (var line in new[]
        {
            "xmpp_connections{listener=\"c2s_tls\"} 1",
            "xmpp_connections_accepted_total{listener=\"c2s_tls\"} 2",
            "xmpp_connections_refused_total{reason=\"address_limit\"} 1",
            "xmpp_sessions 1",
            "xmpp_stanzas_total{direction=\"in\",kind=\"message\"} 1",
            "xmpp_stanzas_total{direction=\"out\",kind=\"presence\"} 5",
            "xmpp_logins_total{mechanism=\"SCRAM-SHA-256\",result=\"success\"} 1",
            "xmpp_logins_total{mechanism=\"PLAIN\",result=\"not-authorized\"} 1",
            "xmpp_tls_handshakes_total{version=\"TLSv1.3\"} 1",
            "xmpp_tls_handshake_failures_total 1",
            "xmpp_stream_errors_total{direction=\"out\",condition=\"policy-violation\"} 1",
            "xmpp_stream_errors_total{direction=\"in\",condition=\"reset\"} 1",
            "xmpp_stanzas_routed_total{outcome=\"delivered\"} 1",
            "xmpp_stanzas_lost_total{reason=\"failed\"} 2",
            "xmpp_offline_messages_stored_total 1",
            "xmpp_offline_messages_delivered_total 3",
            "xmpp_offline_messages_refused_total 1",
            "xmpp_abuse_reports_total{reason=\"spam\"} 1",
            "xmpp_abuse_reports_total{reason=\"other\"} 1",
            "xmpp_event_loop_lag_seconds_count 1",
            "xmpp_session_resumptions_total{outcome=\"expired\"} 1",
            "xmpp_stanzas_unacknowledged 3",
            "xmpp_sessions_hibernating 1",
            "xmpp_archive_messages_stored_total 1",
            "xmpp_archive_writes_failed_total 1",
            "xmpp_archive_messages_returned_total 2",
            "xmpp_push_notifications_total{outcome=\"retried\"} 1",
        })
        {
            Assert.That(text, Does.Contain("\n" + line + "\n"));
        }
    }

    [Test]
    public async Task A_peer_cannot_make_new_series()
    {
        var before = (await ScrapeAsync()).Split('\n').Length;
        for (var i = 0; i < 1000; i++)
        {
            _metrics.LoginEnded($"X-{i}\"}} 1\n", "not-authorized");
            _metrics.LoginEnded("PLAIN", $"x-{i}");
            _metrics.StreamErrorReceived($"x-{i}");
            _metrics.HandshakeSucceeded((SslProtocols)i);
        }
        var text = await ScrapeAsync();
        Assert.That(text.Split('\n'), Has.Length.EqualTo(before));
        Assert.That(text, Does.Contain("xmpp_logins_total{mechanism=\"other\",result=\"not-authorized\"} 1000\n"));
        Assert.That(text, Does.Contain("xmpp_stream_errors_total{direction=\"in\",condition=\"other\"} 1000\n"));
    }

    [Test]
    public void Every_stream_error_that_we_know_has_a_label()
    {
        var known = typeof(StreamError).GetFields().Select(field => field.GetValue(null)).OfType<StreamError>();
        Assert.That(known.Select(error => error.Condition).Distinct(), Is.SubsetOf(MetricNames.StreamErrors));
    }

    [Test]
    public async Task Storage_is_counted()
    {
        var storage = new StorageMetrics(_metrics);
        storage.OnCommitted(7, TimeSpan.FromMilliseconds(3));
        storage.OnRead(TimeSpan.FromMilliseconds(1));
        storage.OnFailed(StorageErrorKind.DiskFull, 2);
        var text = await ScrapeAsync();
        Assert.That(text, Does.Contain("xmpp_storage_writes_total 7\n"));
        Assert.That(text, Does.Contain("xmpp_storage_commit_seconds_count 1\n"));
        Assert.That(text, Does.Contain("xmpp_storage_read_seconds_count 1\n"));
        Assert.That(text, Does.Contain("xmpp_storage_failures_total{kind=\"disk_full\"} 2\n"));
    }

    [Test]
    public async Task The_days_of_each_certificate_are_shown()
    {
        using var directory = new TemporaryDirectory();
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        var store = new CertificateStore(
            [new HostOptions { Name = "capulet.example" }], directory.Path, time,
            NullLogger<CertificateStore>.Instance);
        store.Load();
        _ = new CertificateMetrics(_metrics, store);
        Assert.That(await ScrapeAsync(), Does.Contain("xmpp_certificate_days_left{host=\"capulet.example\"} 3650\n"));
        time.Advance(TimeSpan.FromDays(3650.5));
        Assert.That(await ScrapeAsync(), Does.Contain("xmpp_certificate_days_left{host=\"capulet.example\"} -0.5\n"));
        store.Prepare([new HostOptions { Name = "verona.example" }])(); // cases OPS-07: the host has gone, and its alarm
        Assert.That(await ScrapeAsync(), Does.Contain("days_left{host=\"verona.example\"}").And.Not.Contain("capulet.example"));
    }

    [Test]
    public async Task The_runtime_and_the_build_are_shown()
    {
        _ = new RuntimeMetrics(_metrics, "1.2.3");
        var text = await ScrapeAsync();
        Assert.That(text, Does.Contain("xmpp_build_info{version=\"1.2.3\",runtime=\".NET 10"));
        Assert.That(text, Does.Contain("process_working_set_bytes "));
        Assert.That(text, Does.Contain("dotnet_collection_count_total{generation=\"0\"}"));
        Assert.That(text, Does.Contain("dotnet_gc_pause_seconds_total "));
        Assert.That(text, Does.Contain("dotnet_threadpool_queue_length "));
    }

    [Test]
    public async Task Lag_is_the_time_until_the_loop_answers()
    {
        var time = new FakeTimeProvider();
        Action? asked = null;
        var asks = 0;
        using var probe = new EventLoopProbe([run => { asked = run; asks++; }], _metrics, time);

        time.Advance(TimeSpan.FromSeconds(1));
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.That(asks, Is.EqualTo(1), "a loop that hangs is not asked again");
        asked!();
        Assert.That(await ScrapeAsync(), Does.Contain("xmpp_event_loop_lag_seconds_sum 2\n"));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(asks, Is.EqualTo(2));
    }

    private async Task<string> ScrapeAsync()
    {
        using var stream = new MemoryStream();
        await _metrics.Registry.CollectAndExportAsTextAsync(stream, CancellationToken.None);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
