using System.Data.Common;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Engines;

namespace Xmpp.Storage.Administration;

/// <summary>Roles as rows.</summary>
public sealed class AdminRoleStore(IStorageEngine engine, TimeProvider clock) : IAdminRoleStore
{
    public string Name => "administrative roles";

    public Task<IReadOnlyList<RoleGrant>> FindAsync(Jid account, CancellationToken ct) =>
        engine.ReadAsync(
            (session, token) => ReadAsync(
                session.Prepare(
                    "SELECT owner, host, role FROM admin_roles WHERE owner = @0 ORDER BY host", account.Bare.ToString()),
                token),
            ct);

    public Task<IReadOnlyList<RoleGrant>> ListAsync(CancellationToken ct) =>
        engine.ReadAsync(
            (session, token) => ReadAsync(
                session.Prepare("SELECT owner, host, role FROM admin_roles ORDER BY owner, host"), token),
            ct);

    public Task SetAsync(RoleGrant grant, CancellationToken ct) =>
        engine.WriteAsync(
            async (session, token) =>
            {
                var values = new
                {
                    Owner = grant.Account.Bare,
                    Host = grant.Host ?? "",
                    Role = (int)grant.Role,
                    At = clock.GetUtcNow().ToUnixTimeMilliseconds(),
                };
                await session.ExecuteAsync("DELETE FROM admin_roles WHERE owner = @Owner AND host = @Host", values, token);
                if (grant.Role == AdminRole.None)
                    return 0;
                return await session.ExecuteAsync(
                    "INSERT INTO admin_roles (owner, host, role, granted_at) VALUES (@Owner, @Host, @Role, @At)", values, token);
            },
            ct);

    public Task<int> EraseAsync(Jid account, CancellationToken ct) =>
        engine.WriteAsync(
            (session, token) => session.ExecuteAsync(
                "DELETE FROM admin_roles WHERE owner = @Owner", new { Owner = account.Bare }, token),
            ct);

    private static async Task<IReadOnlyList<RoleGrant>> ReadAsync(DbCommand command, CancellationToken ct)
    {
        var grants = new List<RoleGrant>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var host = ColumnTypes.ToText(reader.GetValue(1));
            grants.Add(new RoleGrant(
                ColumnTypes.ToJid(reader.GetValue(0)), host.Length == 0 ? null : host, (AdminRole)reader.GetInt32(2)));
        }
        return grants;
    }
}
