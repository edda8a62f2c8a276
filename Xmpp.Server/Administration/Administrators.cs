using Xmpp.Server.Routing;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Administration;

namespace Xmpp.Server.Administration;

/// <summary>
/// Who may administer: by what is stored and by the configuration. The whole bare address counts, and only that of an
/// account of this server (cases OPS-11, CVE-2020-8086).
/// </summary>
internal sealed class Administrators(HostTable hosts, IAdminRoleStore store)
{
    private readonly PerHosts<ILookup<Jid, string>> _configured = new(hosts, () => hosts.All
        .SelectMany(host => host.Admins.Select(admin => (Host: host.Name, Account: Jid.Parse(admin))))
        .ToLookup(pair => pair.Account, pair => pair.Host));

    /// <summary>What an account may do; nothing for anybody else.</summary>
    public async ValueTask<Rights> RightsOfAsync(Jid account, CancellationToken ct)
    {
        var bare = account.Bare;
        if (bare.Local is null || !hosts.Contains(bare.Domain))
            return Rights.None;
        var rights = Rights.None;
        foreach (var host in _configured.Value[bare])
            rights = rights.With(host, AdminRole.Admin);
        foreach (var grant in await store.FindAsync(bare, ct))
            rights = rights.With(grant.Host, grant.Role);
        return rights;
    }
}
