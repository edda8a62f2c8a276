using Microsoft.Extensions.Logging;
using Xmpp.Server.Administration.Commands;
using Xmpp.Server.Administration.Families;
using Xmpp.Server.Administration.Rest;
using Xmpp.Server.Web.Admin;

namespace Xmpp.Server.Administration;

/// <summary>Everything about administration, put together: the operations, who may, and the doors.</summary>
internal sealed class AdministrationServices
{
    private readonly Statistics _statistics;
    private readonly AuditLog _audit;

    public AdministrationServices(AdministrationParts parts)
    {
        var (options, time, loggers, stores) = (parts.Options, parts.Time, parts.Loggers, parts.Stores);
        Administrators = new Administrators(parts.Hosts, stores.AdminRoles);
        _audit = new AuditLog(
            stores.Audit, options.Admin.AuditRetention, parts.Background, time, loggers.CreateLogger<AuditLog>());
        _statistics = new Statistics(
            parts.Sessions, parts.Metrics, parts.Engine, parts.Connections, () => parts.Federation?.Links.All.Count() ?? 0, time);
        Announcements = new Announcements(stores.HostMessages, parts.Sessions, () => parts.Router);
        var live = new LiveAccounts(stores.Accounts);
        var tokens = new AdminTokens(stores.AdminTokens, Administrators, live, time);
        IOperations[] families =
        [
            new AccountFamily(parts.Accounts, stores, parts.Sessions, Administrators, parts.Time),
            new SessionFamily(parts.Sessions),
            new RoomFamily(parts.Rooms, parts.Hosts),
            new FederationFamily(parts.BlockedDomains, parts.Federation, parts.Hosts),
            new ReportFamily(stores.Reports),
            new NodeFamily(parts.Nodes),
            new AnnouncementFamily(Announcements),
            new StatisticsFamily(_statistics, stores.Accounts),
            new ServerFamily(options, parts.Certificates, () => ConfigurationReload),
            new AuthorityFamily(stores, tokens),
            new AuditFamily(stores.Audit),
            new UploadFamily(parts.Uploads, stores.Uploads),
        ];
        foreach (var family in families)
            Operations.Add(family);
        var factors = new SecondFactors(stores.SecondFactors, time);
        Runner = new OperationRunner(
            Operations, Administrators, parts.Hosts, factors, _audit, loggers.CreateLogger<OperationRunner>());
        Commands = new AdminCommands(new AdminCommandTools(Administrators, Runner, parts.Sessions), parts.AdHoc);
        var sessions = new AdminSessions(live, Administrators, options.Admin, time);
        var access = new ApiAccess(options.Admin, tokens, sessions, time);
        var login = new AdminLogin(parts.Hosts, parts.SaslContextOf, Administrators, factors, sessions, parts.LoginLog);
        Api = new AdminApi(
            Runner, access, new LoginApi(login, sessions, factors, access, _audit, options.Admin), options.Admin,
            loggers.CreateLogger<AdminApi>());
        Page = new AdminDoor(access, parts.Hosts);
    }

    /// <summary>XEP-0133.</summary>
    public AdminCommands Commands { get; }

    /// <summary>Features add theirs before the server listens.</summary>
    public OperationTable Operations { get; } = new();

    public OperationRunner Runner { get; }
    public Administrators Administrators { get; }
    public Announcements Announcements { get; }
    public AdminApi Api { get; }

    /// <summary>The same for people with a browser.</summary>
    public AdminDoor Page { get; }

    /// <summary>Who can read the configuration again; null while nobody can.</summary>
    public IConfigurationReload? ConfigurationReload { get; set; }

    /// <summary>Looks at the clock.</summary>
    public void Tick()
    {
        _statistics.Tick();
        _audit.Tick();
    }
}
