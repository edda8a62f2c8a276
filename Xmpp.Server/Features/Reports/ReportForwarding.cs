using Microsoft.Extensions.Logging;
using Xmpp.Server.Configuration;
using Xmpp.Server.Features.Archive;
using Xmpp.Server.Observability;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Archive;
using Xmpp.Storage.Reports;

namespace Xmpp.Server.Features.Reports;

/// <summary>
/// Sends reports on, as far as both the reporter (XEP-0377 §5: "MUST NOT" without) and the operator want it. A report that
/// shows no message of who is reported is only somebody's word, and stays here.
/// </summary>
internal sealed partial class ReportForwarding(
    IArchiveStore archive, ArchiveIds ids, Func<Router> router, ReportsOptions options, BackgroundWork background,
    TimeProvider time, ILogger<ReportForwarding> logger)
{
    /// <summary>Octets of the messages in one report: what any server takes in one stanza (RFC 6120 §13.12).</summary>
    private const int MaxBytes = 9000;

    private readonly Lock _lock = new();
    private readonly Dictionary<Jid, int> _thisHour = [];
    private long _hour;

    /// <summary>Returns at once; the report is kept already, whatever becomes of this.</summary>
    public void Begin(AbuseReport report)
    {
        List<Jid> recipients = [.. RecipientsOf(report, options)];
        if (recipients.Count > 0 && report.StanzaIds.Length > 0 && TryCount(report.Reporter.Bare))
            background.Run("abuse report sent on", ct => ForwardAsync(report, recipients, ct));
    }

    internal static IEnumerable<Jid> RecipientsOf(AbuseReport report, ReportsOptions options)
    {
        if (report.IsForOrigin && options.ForwardToOrigin && report.Reported.Domain != report.Reporter.Domain)
            yield return Jid.Parse(report.Reported.Domain);
        if (!report.IsForThirdParties)
            yield break;
        foreach (var recipient in options.ForwardTo)
            yield return Jid.Parse(recipient);
    }

    private async Task ForwardAsync(AbuseReport report, List<Jid> recipients, CancellationToken ct)
    {
        var messages = await FindAsync(report, ct);
        if (messages.Count == 0)
            return;
        var host = Jid.Parse(report.Reporter.Domain);
        foreach (var recipient in recipients)
        {
            var message = ReportMessage.Write(report, messages, host, recipient);
            await router().RouteAsync(new StanzaContext(message, host, recipient, StanzaOrigin.Server), ct);
            LogForwarded(report.Reported, recipient);
        }
    }

    // Out of the reporter's own archive, and of who is reported: nobody reports with the words of another.
    private async Task<IReadOnlyList<(Message Message, DateTimeOffset At)>> FindAsync(AbuseReport report, CancellationToken ct)
    {
        var owner = ArchiveKeys.OfJid(report.Reporter.Bare);
        List<long> named = [];
        foreach (var text in report.StanzaIds)
        {
            if (ids.TryRead(text, owner, out var id))
                named.Add(id);
        }
        var page = await archive.ReadAsync(
            report.Reporter, new ArchiveQuery { Ids = [.. named], MaxMessages = named.Count, MaxBytes = MaxBytes }, ct);
        List<(Message Message, DateTimeOffset At)> found = [];
        var left = MaxBytes;
        foreach (var archived in page?.Messages ?? [])
        {
            left -= archived.Stanza.Length;
            if (left >= 0 && StoredStanza.TryRead(archived.Stanza, out var stanza) && stanza is Message message
                && message.From is { } from && IsOf(from, report.Reported))
            {
                found.Add((message, ArchiveTime.FromId(archived.Id)));
            }
        }
        return found;
    }

    // What was reported may be a whole domain.
    private static bool IsOf(Jid from, Jid reported) =>
        from == reported || from.Bare == reported || (reported.Local is null && from.Domain == reported.Domain);

    private bool TryCount(Jid reporter)
    {
        var hour = time.GetUtcNow().Ticks / TimeSpan.TicksPerHour;
        lock (_lock)
        {
            if (hour != _hour)
                _thisHour.Clear();
            _hour = hour;
            var count = _thisHour.GetValueOrDefault(reporter);
            if (count >= options.MaxForwardedPerHour)
                return false;
            _thisHour[reporter] = count + 1;
            return true;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, EventName = "abuse-report-forwarded",
        Message = "abuse report sent on reported={Reported} to={Recipient}")]
    private partial void LogForwarded(Jid reported, Jid recipient);
}
