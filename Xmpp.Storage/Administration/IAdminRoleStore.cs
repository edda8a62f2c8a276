using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.Administration;

/// <summary>Who administers: by the whole bare address (cases OPS-11).</summary>
public interface IAdminRoleStore : IAccountData
{
    /// <summary>Those of one account.</summary>
    Task<IReadOnlyList<RoleGrant>> FindAsync(Jid account, CancellationToken ct);

    /// <summary>All, by address.</summary>
    Task<IReadOnlyList<RoleGrant>> ListAsync(CancellationToken ct);

    /// <summary>Sets the role at that host (null: everywhere); <see cref="AdminRole.None"/> takes it away.</summary>
    Task SetAsync(RoleGrant grant, CancellationToken ct);
}
