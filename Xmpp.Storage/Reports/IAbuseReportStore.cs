using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.Reports;

/// <summary>Reports that wait for the operator (XEP-0377); an account is the owner of what it has reported.</summary>
public interface IAbuseReportStore : IAccountData
{
    /// <summary>Keeps the report; of one reporter the newest <paramref name="maxPerReporter"/> are kept.</summary>
    Task AddAsync(AbuseReport report, int maxPerReporter, CancellationToken ct);

    /// <summary>The newest reports of all accounts, the newest first.</summary>
    Task<IReadOnlyList<AbuseReport>> ListAsync(int limit, CancellationToken ct);

    /// <summary>Says that a report is dealt with, by whom; false if there is no such report, or it is so already.</summary>
    Task<bool> ResolveAsync(Jid reporter, long id, string by, CancellationToken ct);
}
