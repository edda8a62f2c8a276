using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Xmpp.Server.Observability;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Administration;
using Xmpp.Storage.Reports;

namespace Xmpp.Server.Administration.Families;

/// <summary>What users have reported (XEP-0377); a report belongs to the host of who reports.</summary>
internal sealed class ReportFamily(IAbuseReportStore reports) : IOperations
{
    public IEnumerable<Operation> Operations =>
    [
        new("reports.list", "Lists abuse reports, the newest first.", AdminRole.Viewer, "GET", "/reports",
            [
                OperationParameter.OneHost,
                new("state", ParameterType.Choice, "Only those.") { Choices = ["open", "resolved"] },
                .. OperationParameter.Page,
            ],
            ListAsync),
        new("reports.resolve", "Says that a report is dealt with.", AdminRole.Moderator, "POST", "/reports/{id}/resolve",
            [OperationParameter.Text("id", "The report's id.", isRequired: true, max: 8192) with { IsTarget = true }], ResolveAsync),
    ];

    private async Task<OperationResult> ListAsync(OperationCall call, CancellationToken ct)
    {
        var isResolved = call.Text("state") is { } state ? state == "resolved" : (bool?)null;
        if (!Cursors.TryRead(call.Cursor, out var after))
            return OperationResult.Invalid("invalid", "\"cursor\" is none of ours");
        var page = await reports.ListAsync(call.Hosts, isResolved, after, call.Limit, ct);
        return OperationResult.Page(
            page.Select(report => new JsonObject
            {
                ["id"] = IdOf(report),
                ["received"] = Json.Time(report.ReceivedAt),
                ["reporter"] = report.Reporter.ToString(),
                ["reported"] = report.Reported.ToString(),
                ["reason"] = report.Reason,
                ["text"] = report.Text is { } text ? Printable.Escape(text) : null,
                ["messages"] = Json.Texts(report.StanzaIds),
                ["forOrigin"] = report.IsForOrigin,
                ["forThirdParties"] = report.IsForThirdParties,
                ["resolved"] = Json.Time(report.ResolvedAt),
                ["resolvedBy"] = report.ResolvedBy,
            }),
            page.Count == call.Limit
                ? Cursors.Of(new(page[^1].ReceivedAt, page[^1].Reporter.Bare, page[^1].Id.ToString(CultureInfo.InvariantCulture)))
                : null);
    }

    private async Task<OperationResult> ResolveAsync(OperationCall call, CancellationToken ct)
    {
        // Another host's report is not told from one that is not there (cases OPS-11).
        if (!TryReadId(call.RequiredText("id"), out var reporter, out var id) || !call.Hosts.Contains(reporter.Domain))
            return OperationResult.NotFound("There is no such report.");
        return await reports.ResolveAsync(reporter, id, call.Actor.Name, ct)
            ? OperationResult.Done
            : OperationResult.NotFound("There is no such open report.");
    }

    private static string IdOf(AbuseReport report) => Base64Url.EncodeToString(
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{report.Id} {report.Reporter.Bare}")));

    private static bool TryReadId(string text, out Jid reporter, out long id)
    {
        reporter = Jid.Parse("invalid");
        id = 0;
        if (!Base64Url.IsValid(text))
            return false;
        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split(' ', 2);
        if (parts.Length != 2 || !long.TryParse(parts[0], CultureInfo.InvariantCulture, out id)
            || !Jid.TryParse(parts[1], out var parsed))
        {
            return false;
        }
        reporter = parsed;
        return true;
    }
}
