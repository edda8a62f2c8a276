using System.Collections.Immutable;
using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Reports;

namespace Xmpp.Server.Features.Reports;

/// <summary>Reads what a client reports (XEP-0377 §4, §6).</summary>
internal static class ReportRules
{
    public static readonly XNamespace Ns = "urn:xmpp:reporting:1";
    public static readonly XName Report = Ns + "report";

    private const int MaxReason = 256;
    private const int MaxStanzaId = 256;

    internal static readonly XName Text = Ns + "text";
    private static readonly XName s_forOrigin = Ns + "report-origin";
    private static readonly XName s_forThirdParties = Ns + "third-party";
    private static readonly XName s_stanzaId = XNamespace.Get("urn:xmpp:sid:0") + "stanza-id";

    /// <summary>
    /// The report in <c>&lt;item/&gt;</c>, cut to what the options allow; null if there is none, or none with a reason
    /// (§4). A report that is none never stands in the way of the block (§6).
    /// </summary>
    public static AbuseReport? Read(XElement item, Jid reporter, Jid reported, DateTimeOffset now, ReportsOptions options)
    {
        if (item.Element(Report) is not { } report
            || (string?)report.Attribute("reason") is not { Length: > 0 and <= MaxReason } reason)
        {
            return null;
        }
        var ids = report.Elements(s_stanzaId)
            .Select(e => (string?)e.Attribute("id") ?? "")
            .Where(id => id.Length is > 0 and <= MaxStanzaId)
            .Take(options.MaxStanzaIds)
            .ToImmutableArray();
        return new AbuseReport(reporter, reported, reason, Cut(report.Element(Text)?.Value, options.MaxText), ids, now)
        {
            IsForOrigin = report.Element(s_forOrigin) is not null,
            IsForThirdParties = report.Element(s_forThirdParties) is not null,
        };
    }

    // Not in the middle of a character.
    private static string? Cut(string? text, int length)
    {
        text = text?.Trim();
        if (string.IsNullOrEmpty(text) || length == 0)
            return null;
        if (text.Length <= length)
            return text;
        return text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
    }
}
