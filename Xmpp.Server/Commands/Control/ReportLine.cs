namespace Xmpp.Server.Commands.Control;

/// <summary>One line of the list of abuse reports (XEP-0377).</summary>
internal sealed record ReportLine(
    DateTimeOffset ReceivedAt, string Reporter, string Reported, string Reason, string? Text,
    IReadOnlyList<string> StanzaIds);
