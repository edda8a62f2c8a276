using System.Collections.Immutable;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.Reports;

/// <summary>What one user says of another to the operator (XEP-0377).</summary>
/// <param name="Reporter">The account that reports.</param>
/// <param name="Reported">The address that was blocked with it.</param>
/// <param name="Reason">A URN, such as <c>urn:xmpp:reporting:spam</c>.</param>
/// <param name="Text">In the user's words, or null.</param>
/// <param name="StanzaIds">Archive ids of the messages that are meant (XEP-0359).</param>
/// <param name="ReceivedAt">When it came.</param>
public sealed record AbuseReport(
    Jid Reporter, Jid Reported, string Reason, string? Text, ImmutableArray<string> StanzaIds, DateTimeOffset ReceivedAt)
{
    /// <summary>Counts the reports of one reporter; 0 for one that is not stored yet.</summary>
    public long Id { get; init; }

    /// <summary>The reporter allows it to be sent to the server of who is reported (XEP-0377 §5).</summary>
    public bool IsForOrigin { get; init; }

    /// <summary>The reporter allows it to be sent to those who gather such reports (XEP-0377 §5).</summary>
    public bool IsForThirdParties { get; init; }

    /// <summary>When the operator dealt with it, or null.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>Who that was, or null.</summary>
    public string? ResolvedBy { get; init; }
}
