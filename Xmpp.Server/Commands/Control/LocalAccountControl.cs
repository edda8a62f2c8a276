using Xmpp.Server.Accounts;
using Xmpp.Server.Services.PubSub;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Reports;

namespace Xmpp.Server.Commands.Control;

/// <summary>The commands on the accounts of this process.</summary>
/// <param name="accounts">The one implementation that in-band registration uses, too.</param>
/// <param name="reports">What users have reported.</param>
/// <param name="nodes">What accounts and services publish.</param>
/// <param name="owner">Ends with this; null where the server goes on.</param>
internal sealed class LocalAccountControl(
    AccountService accounts, IAbuseReportStore reports, NodeAdministration nodes, IAsyncDisposable? owner) : IAccountControl
{
    public async Task<AccountReply> CreateAsync(Jid account, string password, CancellationToken ct) =>
        new(await accounts.CreateAsync(account, password, ct));

    public async Task<AccountReply> SetPasswordAsync(Jid account, string password, CancellationToken ct) =>
        new(await accounts.SetPasswordAsync(account, password, except: null, ct));

    public async Task<AccountReply> SetDisabledAsync(Jid account, bool isDisabled, CancellationToken ct) =>
        new(await accounts.SetDisabledAsync(account, isDisabled, ct));

    public async Task<AccountReply> DeleteAsync(Jid account, CancellationToken ct) =>
        await accounts.DeleteAsync(account, ct) is { } erased
            ? new AccountReply(AccountOutcome.Done, [.. erased.Select(rows => new ErasedRows(rows.Name, rows.Rows))])
            : new AccountReply(AccountOutcome.NotFound);

    public async Task<AccountReply> ClearArchiveAsync(Jid account, CancellationToken ct) =>
        await accounts.ClearArchiveAsync(account, ct) is { } messages
            ? new AccountReply(AccountOutcome.Done, [new ErasedRows("messages", messages)])
            : new AccountReply(AccountOutcome.NotFound);

    public async Task<IReadOnlyList<AccountLine>> ListAsync(
        string host, string? after, int limit, CancellationToken ct) =>
        [.. (await accounts.ListAsync(host, after, limit, ct)).Select(
            entry => new AccountLine(entry.Jid.ToString(), entry.CreatedAt, entry.IsDisabled))];

    public async Task<IReadOnlyList<ReportLine>> ListReportsAsync(int limit, CancellationToken ct) =>
        [.. (await reports.ListAsync(limit, ct)).Select(
            report => new ReportLine(
                report.ReceivedAt, report.Reporter.ToString(), report.Reported.ToString(), report.Reason, report.Text,
                report.StanzaIds))];

    public Task<IReadOnlyList<NodeLine>> ListNodesAsync(Jid owner, string? after, int limit, CancellationToken ct) =>
        nodes.ListAsync(owner, after, limit, ct);

    public Task<NodeDetails?> FindNodeAsync(Jid owner, string node, CancellationToken ct) => nodes.FindAsync(owner, node, ct);

    public Task<bool> DeleteNodeAsync(Jid owner, string node, CancellationToken ct) => nodes.DeleteAsync(owner, node, ct);

    public ValueTask DisposeAsync() => owner?.DisposeAsync() ?? ValueTask.CompletedTask;
}
