using System.Security.Authentication;
using Prometheus;
using Xmpp.Stanzas.Core;

namespace Xmpp.Server.Observability;

/// <summary>What the server counts. Every method is safe on any thread and costs some nanoseconds.</summary>
public sealed class ServerMetrics
{
    private readonly Gauge.Child[] _connections;
    private readonly Counter.Child[] _accepted;
    private readonly Counter.Child[] _refused;
    private readonly Gauge _sessions;
    private readonly Counter.Child[] _stanzasIn;
    private readonly Counter.Child[] _stanzasOut;
    private readonly Counter.Child[] _routed;
    private readonly Counter.Child[] _lost;
    private readonly LabelSet<LabelSet<Counter.Child>> _logins;
    private readonly LabelSet<Counter.Child> _handshakes;
    private readonly LabelSet<Counter.Child> _errorsSent;
    private readonly LabelSet<Counter.Child> _errorsReceived;
    private readonly Counter.Child[] _pushes;
    private readonly Counter _handshakeFailures;
    private readonly Counter _rateSustained;
    private readonly Counter _recipientsRefused;
    private readonly Counter _offlineStored;
    private readonly Counter _offlineDelivered;
    private readonly Counter _offlineRefused;
    private readonly Counter _archiveStored;
    private readonly Counter _archiveFailed;
    private readonly Counter _archiveReturned;
    private readonly Counter _archiveRemoved;
    private readonly LabelSet<Counter.Child> _abuseReports;
    private readonly Histogram _loopLag;
    private readonly Gauge _hibernating;
    private readonly Counter.Child[] _resumptions;

    public ServerMetrics(CollectorRegistry registry)
    {
        Registry = registry;
        Factory = Metrics.WithCustomRegistry(registry);
        // An exemplar would look for a trace at every increment, and there is none.
        Factory.ExemplarBehavior = ExemplarBehavior.NoExemplars();

        var connections = Factory.CreateGauge(
            "xmpp_connections", "Open connections, logged in or not.", "listener");
        var accepted = Factory.CreateCounter(
            "xmpp_connections_accepted_total", "Connections that were let in.", "listener");
        var refused = Factory.CreateCounter(
            "xmpp_connections_refused_total", "Connections that were closed at once, by limit.", "reason");
        var stanzas = Factory.CreateCounter(
            "xmpp_stanzas_total", "Stanzas from and to clients and components.", "direction", "kind");
        var routed = Factory.CreateCounter(
            "xmpp_stanzas_routed_total", "What became of the stanzas that were routed.", "outcome");
        var lost = Factory.CreateCounter(
            "xmpp_stanzas_lost_total",
            "Messages that this server had taken and that reached nobody, no store, no archive and no sender. Must be zero.",
            "reason");
        var logins = Factory.CreateCounter(
            "xmpp_logins_total", "Ended SASL negotiations.", "mechanism", "result");
        var handshakes = Factory.CreateCounter(
            "xmpp_tls_handshakes_total", "TLS handshakes that succeeded.", "version");
        var errors = Factory.CreateCounter(
            "xmpp_stream_errors_total", "Streams that ended with an error.", "direction", "condition");

        _hibernating = Factory.CreateGauge(
            "xmpp_sessions_hibernating", "Sessions without a stream that wait to be resumed.");
        var resumptions = Factory.CreateCounter(
            "xmpp_session_resumptions_total", "What became of attempts to resume, and of sessions nobody resumed.", "outcome");
        _resumptions = ByEnum<ResumptionOutcome, Counter.Child>(outcome => resumptions.WithLabels(outcome));
        _connections = ByEnum<ListenerKind, Gauge.Child>(kind => connections.WithLabels(kind));
        _accepted = ByEnum<ListenerKind, Counter.Child>(kind => accepted.WithLabels(kind));
        _refused = ByEnum<ConnectionRefusal, Counter.Child>(reason => refused.WithLabels(reason));
        _stanzasIn = ByEnum<StanzaKind, Counter.Child>(kind => stanzas.WithLabels("in", kind));
        _stanzasOut = ByEnum<StanzaKind, Counter.Child>(kind => stanzas.WithLabels("out", kind));
        _routed = ByEnum<RoutingOutcome, Counter.Child>(outcome => routed.WithLabels(outcome));
        _lost = ByEnum<StanzaLoss, Counter.Child>(reason => lost.WithLabels(reason));
        _logins = new(MetricNames.Mechanisms, mechanism => new(
            MetricNames.LoginResults, result => logins.WithLabels(mechanism, result)));
        _handshakes = new(["TLSv1.2", "TLSv1.3"], version => handshakes.WithLabels(version));
        _errorsSent = new(MetricNames.StreamErrors, condition => errors.WithLabels("out", condition));
        _errorsReceived = new(MetricNames.StreamErrors, condition => errors.WithLabels("in", condition));

        var pushes = Factory.CreateCounter(
            "xmpp_push_notifications_total", "What became of reasons to notify a device (XEP-0357).", "outcome");
        _pushes = ByEnum<PushOutcome, Counter.Child>(outcome => pushes.WithLabels(outcome));

        _handshakeFailures = Factory.CreateCounter(
            "xmpp_tls_handshake_failures_total", "TLS handshakes that failed.");
        _sessions = Factory.CreateGauge("xmpp_sessions", "Bound resources.");
        _rateSustained = Factory.CreateCounter(
            "xmpp_streams_closed_by_rate_total", "Streams of clients that stayed against their rate limit for too long.");
        _recipientsRefused = Factory.CreateCounter(
            "xmpp_recipients_refused_total", "Stanzas that an account was to send to more strangers than it may in a minute.");
        _offlineStored = Factory.CreateCounter(
            "xmpp_offline_messages_stored_total", "Messages kept for accounts that were away.");
        _offlineDelivered = Factory.CreateCounter(
            "xmpp_offline_messages_delivered_total", "Kept messages that were handed over.");
        _offlineRefused = Factory.CreateCounter(
            "xmpp_offline_messages_refused_total", "Messages not kept because the account's quota was full.");
        _archiveStored = Factory.CreateCounter(
            "xmpp_archive_messages_stored_total", "Messages put into an account's archive.");
        _archiveFailed = Factory.CreateCounter(
            "xmpp_archive_writes_failed_total", "Messages that could not be archived; their senders were told.");
        _archiveReturned = Factory.CreateCounter(
            "xmpp_archive_messages_returned_total", "Messages given back from an archive.");
        _archiveRemoved = Factory.CreateCounter(
            "xmpp_archive_messages_removed_total", "Messages removed because of their age or number.");
        var abuseReports = Factory.CreateCounter(
            "xmpp_abuse_reports_total", "What users have reported of those whom they blocked.", "reason");
        _abuseReports = new(["spam", "abuse"], reason => abuseReports.WithLabels(reason));
        _loopLag = Factory.CreateHistogram(
            "xmpp_event_loop_lag_seconds", "How late an event loop began a task that was due.",
            new HistogramConfiguration { Buckets = Histogram.ExponentialBuckets(0.000_1, 4, 9) });
    }

    public CollectorRegistry Registry { get; }

    /// <summary>For the parts that make their own metrics.</summary>
    internal MetricFactory Factory { get; }

    /// <summary>Stanzas from and to clients and components, since the start.</summary>
    internal (double Received, double Sent) Stanzas =>
        (_stanzasIn.Sum(counter => counter.Value), _stanzasOut.Sum(counter => counter.Value));

    public void ConnectionOpened(ListenerKind listener)
    {
        _accepted[(int)listener].Inc();
        _connections[(int)listener].Inc();
    }

    public void ConnectionClosed(ListenerKind listener) => _connections[(int)listener].Dec();
    public void ConnectionRefused(ConnectionRefusal reason) => _refused[(int)reason].Inc();
    public void SessionOpened() => _sessions.Inc();
    public void SessionClosed() => _sessions.Dec();

    /// <summary>Asked when the metrics are read.</summary>
    public void WatchUnacknowledged(Func<int> count)
    {
        var gauge = Factory.CreateGauge(
            "xmpp_stanzas_unacknowledged", "Stanzas written to sessions that can be resumed, and not acknowledged.");
        Registry.AddBeforeCollectCallback(() => gauge.Set(count()));
    }

    public void HibernationBegan() => _hibernating.Inc();
    public void HibernationEnded() => _hibernating.Dec();
    public void Resumption(ResumptionOutcome outcome) => _resumptions[(int)outcome].Inc();
    public void StanzaReceived(StanzaKind kind) => _stanzasIn[(int)kind].Inc();
    public void StanzaSent(StanzaKind kind) => _stanzasOut[(int)kind].Inc();
    public void StanzasSent(StanzaKind kind, int count) => _stanzasOut[(int)kind].Inc(count);
    public void Routed(RoutingOutcome outcome) => _routed[(int)outcome].Inc();

    /// <summary>Messages are gone, and nobody has been told (cases WANTS §1).</summary>
    public void StanzasLost(StanzaLoss reason, int count) => _lost[(int)reason].Inc(count);

    /// <summary>A SASL negotiation ended: "success", or the condition of its failure (RFC 6120 §6.5).</summary>
    public void LoginEnded(string mechanism, string result) => _logins[mechanism][result].Inc();

    public void HandshakeSucceeded(SslProtocols protocol) => _handshakes[MetricNames.OfProtocol(protocol)].Inc();
    public void HandshakeFailed() => _handshakeFailures.Inc();
    public void StreamErrorSent(StreamError error) => _errorsSent[error.Condition].Inc();

    /// <summary>A peer's own error; anything that is no condition of RFC 6120 §4.9.3 counts as "other".</summary>
    public void StreamErrorReceived(string condition) => _errorsReceived[condition].Inc();

    public void Push(PushOutcome outcome) => _pushes[(int)outcome].Inc();
    public void RateSustained() => _rateSustained.Inc();
    public void RecipientRefused() => _recipientsRefused.Inc();
    public void OfflineStored() => _offlineStored.Inc();
    public void OfflineDelivered(int messages) => _offlineDelivered.Inc(messages);
    public void OfflineRefused() => _offlineRefused.Inc();
    public void ArchiveStored() => _archiveStored.Inc();
    public void ArchiveFailed() => _archiveFailed.Inc();
    public void ArchiveReturned(int messages) => _archiveReturned.Inc(messages);
    public void ArchiveRemoved(int messages) => _archiveRemoved.Inc(messages);

    /// <summary>A user has reported somebody (XEP-0377 §4); reasons that are not of that document count as "other".</summary>
    public void AbuseReported(string reason) => _abuseReports[reason switch
    {
        "urn:xmpp:reporting:spam" => "spam",
        "urn:xmpp:reporting:abuse" => "abuse",
        _ => "",
    }].Inc();

    public void LoopLagged(TimeSpan lag) => _loopLag.Observe(lag.TotalSeconds);

    private static TChild[] ByEnum<TEnum, TChild>(Func<string, TChild> child) where TEnum : struct, Enum =>
        [.. Enum.GetValues<TEnum>().Select(value => child(MetricNames.OfEnum(value)))];
}
