using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.Reports;

/// <summary>Reports that wait for the operator (XEP-0377); an account is the owner of what it has reported.</summary>
public interface IAbuseReportStore : IAccountData
{
    /// <summary>Keeps the report; of one reporter the newest <paramref name="maxPerReporter"/> are kept.</summary>
    Task AddAsync(AbuseReport report, int maxPerReporter, CancellationToken ct);

    /// <summary>The newest reports of all accounts, the newest first.</summary>
    Task<IReadOnlyList<AbuseReport>> ListAsync(int limit, CancellationToken ct);

    /// <summary>A page of those that came from accounts of some hosts, the newest first; resolved or open ones, unless null.</summary>
    Task<IReadOnlyList<AbuseReport>> ListAsync(
        IReadOnlyList<string> hosts, bool? isResolved, ListPosition? after, int limit, CancellationToken ct);

    /// <summary>Says that a report is dealt with, by whom; false if there is no such report, or it is so already.</summary>
    Task<bool> ResolveAsync(Jid reporter, long id, string by, CancellationToken ct);
}
