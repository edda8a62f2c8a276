using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Accounts;
using Xmpp.Storage.Administration;
using Xmpp.Storage.Archive;
using Xmpp.Storage.Audit;
using Xmpp.Storage.Blocking;
using Xmpp.Storage.DeliveryMarks;
using Xmpp.Storage.Engines;
using Xmpp.Storage.Federation;
using Xmpp.Storage.Invitations;
using Xmpp.Storage.LastActivity;
using Xmpp.Storage.Offline;
using Xmpp.Storage.PrivateXml;
using Xmpp.Storage.PubSub;
using Xmpp.Storage.Push;
using Xmpp.Storage.Reports;
using Xmpp.Storage.Rooms;
using Xmpp.Storage.Roster;
using Xmpp.Storage.SavedSessions;
using Xmpp.Storage.Secrets;
using Xmpp.Storage.Uploads;
using Xmpp.Storage.VCards;

namespace Xmpp.Storage;

/// <summary>Every store on one engine.</summary>
public sealed class Stores
{
    /// <param name="cachedArchives">Accounts whose archive's state is kept in memory.</param>
    public Stores(IStorageEngine engine, TimeProvider clock, int cachedArchives = 50_000)
    {
        Accounts = new AccountStore(engine, clock);
        AccountOrigins = new AccountOriginStore(engine);
        DeletedNames = new DeletedNameStore(engine);
        Roster = new RosterStore(engine, clock);
        var offline = new OfflineStore(engine, clock);
        Offline = offline;
        Starts = new AccountStarts(engine, offline);
        var archive = new ArchiveStore(engine, clock, cachedArchives);
        (Archive, ArchiveIndex) = (archive, archive.Index);
        Push = new CachedPushStore(new PushStore(engine));
        PubSub = new PubSubStore(engine);
        PubSubItems = new PubSubItemStore(engine);
        PrivateXml = new PrivateXmlStore(engine);
        VCards = new VCardStore(engine);
        LastActivity = new LastActivityStore(engine);
        SavedSessions = new SavedSessionStore(engine);
        DeliveryMarks = new DeliveryMarkStore(engine);
        BlockLists = new BlockListStore(engine, clock);
        Reports = new AbuseReportStore(engine, clock);
        BlockedDomains = new BlockedDomainStore(engine, clock);
        Rooms = new RoomStore(engine);
        Invitations = new InvitationStore(engine);
        Uploads = new UploadIndex(engine);
        AdminRoles = new CachedAdminRoleStore(new AdminRoleStore(engine, clock));
        AdminTokens = new AdminTokenStore(engine);
        SecondFactors = new SecondFactorStore(engine);
        HostMessages = new HostMessageStore(engine, clock);
        Audit = new AuditStore(engine);
        Secrets = new ServerSecretStore(engine);
        // The account itself is last: an erasure that was cut short can be asked for again.
        AccountData =
        [
            Roster, Offline, Archive, Push, PubSub, PrivateXml, VCards, LastActivity, SavedSessions, DeliveryMarks, BlockLists,
            Reports, Rooms, Invitations, Uploads, AdminRoles, AdminTokens, SecondFactors, AccountOrigins, Accounts,
        ];
    }

    public IAccountStore Accounts { get; }
    public IAccountOriginStore AccountOrigins { get; }
    public IDeletedNameStore DeletedNames { get; }
    public IRosterStore Roster { get; }
    public IOfflineStore Offline { get; }
    public AccountStarts Starts { get; }
    public IArchiveStore Archive { get; }
    public IArchiveIndex ArchiveIndex { get; }
    public IPushStore Push { get; }
    public IPubSubStore PubSub { get; }
    public IPubSubItemStore PubSubItems { get; }
    public IPrivateXmlStore PrivateXml { get; }
    public IVCardStore VCards { get; }
    public ILastActivityStore LastActivity { get; }
    public ISavedSessionStore SavedSessions { get; }
    public IDeliveryMarkStore DeliveryMarks { get; }
    public IBlockListStore BlockLists { get; }
    public IAbuseReportStore Reports { get; }
    public IBlockedDomainStore BlockedDomains { get; }
    public RoomStore Rooms { get; }
    public IInvitationStore Invitations { get; }
    public IUploadIndex Uploads { get; }
    public IAdminRoleStore AdminRoles { get; }
    public IAdminTokenStore AdminTokens { get; }
    public ISecondFactorStore SecondFactors { get; }
    public IHostMessageStore HostMessages { get; }
    public IAuditStore Audit { get; }
    public IServerSecretStore Secrets { get; }

    /// <summary>Every store that keeps something for accounts, in the order of erasure.</summary>
    public IReadOnlyList<IAccountData> AccountData { get; }

    /// <summary>Removes the account and all it has; how many rows went, by what they were (OPS-08).</summary>
    public async Task<IReadOnlyList<(string Name, int Rows)>> EraseAsync(Jid account, CancellationToken ct)
    {
        var report = new (string Name, int Rows)[AccountData.Count];
        // Twice: what came in while the account was still there must not be found by the next one of that name.
        for (var pass = 0; pass < 2; pass++)
        {
            for (var i = 0; i < report.Length; i++)
                report[i] = (AccountData[i].Name, report[i].Rows + await AccountData[i].EraseAsync(account, ct));
        }
        return report;
    }
}
