using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Commands.Control;

/// <summary>What the command line can do with accounts, in the running server or on its storage.</summary>
internal interface IAccountControl : IAsyncDisposable
{
    Task<AccountReply> CreateAsync(Jid account, string password, CancellationToken ct);
    Task<AccountReply> SetPasswordAsync(Jid account, string password, CancellationToken ct);
    Task<AccountReply> SetDisabledAsync(Jid account, bool isDisabled, CancellationToken ct);
    Task<AccountReply> DeleteAsync(Jid account, CancellationToken ct);
    Task<AccountReply> ClearArchiveAsync(Jid account, CancellationToken ct);

    /// <summary>A page of a host's accounts behind the address <paramref name="after"/>.</summary>
    Task<IReadOnlyList<AccountLine>> ListAsync(string host, string? after, int limit, CancellationToken ct);

    /// <summary>The newest abuse reports (XEP-0377), the newest first.</summary>
    Task<IReadOnlyList<ReportLine>> ListReportsAsync(int limit, CancellationToken ct);

    /// <summary>A page of the nodes of an account or a service (XEP-0060) behind the node <paramref name="after"/>.</summary>
    Task<IReadOnlyList<NodeLine>> ListNodesAsync(Jid owner, string? after, int limit, CancellationToken ct);

    /// <summary>A node, or null if there is none.</summary>
    Task<NodeDetails?> FindNodeAsync(Jid owner, string node, CancellationToken ct);

    /// <summary>Deletes a node; false if there is none.</summary>
    Task<bool> DeleteNodeAsync(Jid owner, string node, CancellationToken ct);
}
