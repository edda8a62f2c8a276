using System.Net;
using Microsoft.Extensions.Logging;
using Xmpp.Server.Accounts;
using Xmpp.Server.Administration;
using Xmpp.Server.Certificates;
using Xmpp.Server.ClientState;
using Xmpp.Server.Components;
using Xmpp.Server.Components.Delegation;
using Xmpp.Server.Components.Privileges;
using Xmpp.Server.Configuration;
using Xmpp.Server.Configuration.Reloading;
using Xmpp.Server.Federation;
using Xmpp.Server.Features.AdHoc;
using Xmpp.Server.Features.Archive;
using Xmpp.Server.Features.Blocking;
using Xmpp.Server.Features.Carbons;
using Xmpp.Server.Features.Disco;
using Xmpp.Server.Features.EntityTime;
using Xmpp.Server.Features.ExternalServices;
using Xmpp.Server.Features.Invitations;
using Xmpp.Server.Features.LastActivity;
using Xmpp.Server.Features.Offline;
using Xmpp.Server.Features.Pep;
using Xmpp.Server.Features.Ping;
using Xmpp.Server.Features.PrivateXml;
using Xmpp.Server.Features.Profiles;
using Xmpp.Server.Features.Push;
using Xmpp.Server.Features.Recovery;
using Xmpp.Server.Features.Registration;
using Xmpp.Server.Features.Reports;
using Xmpp.Server.Features.VCards;
using Xmpp.Server.Features.Version;
using Xmpp.Server.Hosting;
using Xmpp.Server.Observability;
using Xmpp.Server.Presences;
using Xmpp.Server.Roster;
using Xmpp.Server.Routing;
using Xmpp.Server.Services;
using Xmpp.Server.Services.Muc;
using Xmpp.Server.Services.PubSub;
using Xmpp.Server.Services.Upload;
using Xmpp.Server.Sessions;
using Xmpp.Server.StreamManagement;
using Xmpp.Server.Streams;
using Xmpp.Server.Streams.Sasl;
using Xmpp.Server.Transport;
using Xmpp.Server.Web;
using Xmpp.Server.Web.Chat;
using Xmpp.Server.Web.Clients;
using Xmpp.Storage;
using Xmpp.Storage.Engines;
using Xmpp.Storage.Reports;

namespace Xmpp.Server;

/// <summary>The running server: the one place where its objects are built.</summary>
internal sealed class ServerHost : IAsyncDisposable
{
    private readonly ServerListeners _listeners;
    private readonly UploadServices _uploads;
    private readonly ServerLifetime _lifetime;
    private readonly List<IWebDoor> _doors = [];

    private ServerHost(
        ServerOptions options, TimeProvider time, ILoggerFactory loggers, ServerMetrics metrics, IStorageEngine engine,
        HostSecrets secrets, CertificateStore certificates, FederationSeams? seams)
    {
        var stopping = new CancellationTokenSource();
        var loops = new EventLoops();
        Storage = engine;
        WebAddresses = new WebAddresses(options.Web, options.Listeners);
        _listeners = new ServerListeners(options, loops, time, loggers);
        _doors.Add(new AcmeChallenges(options.Web, options.DataDirectory));
        Metrics = metrics;
        Certificates = certificates;
        Configuration = new LiveConfiguration(options);
        var stores = new Stores(engine, time, options.Features.Archive.CachedAccounts);
        Reports = stores.Reports;
        var hosts = new HostTable(options.Hosts);
        var registry = new FeatureRegistry();
        var wireLog = new WireLog(options.Log, loggers);
        var locks = new AccountLocks();
        var components = new ComponentDirectory(options.Components);
        var services = new ServiceDirectory(hosts);
        Federation = FederationFactory.Create(
            options, new LocalDomains(hosts, services, components, certificates), secrets, loops,
            new StreamTools(wireLog, metrics, time, loggers.CreateLogger("Xmpp.Server.Federation")), loggers, seams,
            stopping.Token);
        BlockedDomains = new BlockedDomains(stores.BlockedDomains, Federation);
        if (Federation is not null)
        {
            Configuration.Follow(Federation.OnReloaded);
            hosts.Replaced += Federation.EndMisplaced;
        }
        var remote = new ServiceRouter(
            services, new ComponentRouter(components, Federation is { Links: { } links } ? links : new NoFederation()));
        Background = new BackgroundWork(loggers.CreateLogger<BackgroundWork>(), stopping.Token);
        var hashing = NewPasswordHashing(options.Sasl);
        var lastActivity = new LastActivityWriter(stores.LastActivity, Background);
        Sessions = new SessionDirectory(time);

        var features = options.Features;
        var rosters = new Rosters(stores.Roster, locks);
        var archiveIds = new ArchiveIds(secrets.ArchiveIds);
        var marks = new DeliveryMarks(stores.DeliveryMarks);
        var recovery = features.Archive.Enabled && features.Offline.Enabled
            ? new CrashRecovery(
                marks, stores.DeliveryMarks, stores.Archive, archiveIds, stores.Offline, features.Offline,
                loggers.CreateLogger<CrashRecovery>())
            : null;
        stores.ArchiveIndex.WordsOf = MessageWords.Of;
        var search = new ArchiveSearch(stores.Archive, stores.ArchiveIndex, features.Archive, Background);
        var archive = new ArchiveFeature(
            stores.Archive, search, archiveIds, Sessions, rosters, new AccountTurns(), recovery, features.Archive.Within(options.Limits), metrics,
            loggers.CreateLogger<ArchiveFeature>());
        var blockLists = new BlockLists(stores.BlockLists, locks);
        IBlockLists listsInForce = features.Blocking.Enabled ? blockLists : new NoBlockLists();
        var offline = new OfflineFeature(
            stores.Offline, stores.Archive, new OfflineDelivery(stores.Offline, Sessions, locks, listsInForce, Sessions.CatchUps, Background, metrics),
            features.Offline, metrics);
        BlockingPresence? blockingPresence = null;
        var reports = new ReportsFeature(
            stores.Reports,
            new ReportForwarding(stores.Archive, archiveIds, () => Router!, features.Reports, Background, time, loggers.CreateLogger<ReportForwarding>()),
            features.Reports, metrics, time, loggers.CreateLogger<ReportsFeature>());
        var blocking = new BlockingFeature(
            blockLists, () => blockingPresence!, Sessions, features.Reports.Enabled ? reports : null, features.Blocking);
        var carbons = new CarbonsFeature(Sessions, features.Carbons);
        var sentIqs = new SentIqs(time, features.Push.MaxWaiting);
        var notifications = NewPush(() => Router!, stores, sentIqs, rosters, options, time, loggers);
        var pep = new PepServices(
            stores, () => Router!, sentIqs, Sessions, rosters, listsInForce, hosts, features.Pep, new PubSubMetrics(metrics),
            Background, time);
        var recipients = new RecipientLimit(
            rosters, Sessions, stores.Accounts, options.Limits, metrics, time, loggers.CreateLogger<RecipientLimit>());
        Path = new StanzaPath(
            send: Stages<ISendStage>(
                (features.Blocking.Enabled, blocking), // XEP-0191 §3.3: what may not go out is neither stored nor copied
                (true, recipients), // XEP-0205 §4.6: neither kept nor copied; and what is blocked does not count
                (features.Archive.Enabled, archive), // XEP-0313 §3.5: the id exists before a copy quotes it
                (features.Carbons.Enabled, carbons)),
            receive: Stages<IReceiveStage>(
                (features.Blocking.Enabled, blocking), // XEP-0191 §3.3: "MUST NOT deliver" also means not into an archive
                (features.Pep.Enabled, pep.Approvals), // XEP-0060 §8.6: meant for the server, and neither stored nor delivered
                (features.Archive.Enabled, archive),
                (features.Push.Enabled, notifications)),
            plan: Stages<IPlanStage>(
                (features.Carbons.Enabled, carbons), // XEP-0280 §7: to those that the plan of RFC 6121 left out
                (features.Offline.Enabled, offline), // XEP-0160: only when the plan is still empty
                (features.Push.Enabled, notifications))); // XEP-0357: reads the finished plan

        var push = new RosterPush(Sessions);
        var privileges = new PrivilegeServices(options, components, Sessions, rosters, hosts, Background, time);
        privileges.Watch(registry, rosters, push);
        var delegation = new DelegationServices(options, components, hosts, stores.Accounts, privileges.Requests);
        var delivery = new PresenceDelivery(Sessions, hosts, Path, listsInForce, remote);
        blockingPresence = new BlockingPresence(Sessions, rosters, delivery);
        var shown = new PresenceOfAccount(Sessions, delivery);
        var access = new PresenceAccess(rosters);
        var removal = new RosterRemoval(() => Router!, listsInForce, shown);
        var registration = new RegistrationFeature(
            () => Accounts!, new RegistrationLimit(options.Registration, time), options.Registration, hosts);
        var outbound = new OutboundSubscriptions(rosters, push, shown, options.Limits);
        var clientState = new ClientStateFeature(Sessions);
        if (features.Pep.Enabled)
            pep.Watch(rosters, shown);
        var profiles = new ProfileServices(stores, pep, locks, Sessions, features, time);
        Chat = options.Web.Chat ? new ChatDoor(ChatFiles.Find(options.Web.ChatDirectory), hosts, options.Registration) : null;
        var invitations = options.Invitations.Enabled
            ? new InvitationServices(
                options, stores, hosts, rosters, push, shown, outbound, () => Accounts!, () => RoomOperations, profiles.Bookmarks,
                WebAddresses, Chat is { IsComplete: true } ? ChatDoor.Path : null, metrics, time, loggers)
            : null;
        Invitations = registration.Invitations = invitations?.Service;
        invitations?.AddTo(Commands);
        _doors.AddRange(new IWebDoor?[] { Chat, invitations?.Door }.OfType<IWebDoor>());
        Nodes = new NodeAdministration(pep.Nodes, stores.PubSub, pep.PubSub.Ownership);
        var nodeService = new PubSubServiceParts(pep, hosts, components.Contains, () => Router!, stores, options.PubSub);
        var disco = new DiscoFeature(hosts, registry, Sessions, access);
        Configuration.Follow(disco.Forget);
        hosts.Replaced += disco.Forget;
        delegation.Changed = disco.Forget;
        _uploads = new UploadServices(
            options, hosts, components.Contains, () => Router!, Sessions, stores, WebAddresses, metrics, Background, time, loggers);
        if (_uploads.Door is { } door)
            _doors.Add(door);
        Features = WhereEnabled(
            (true, new RosterFeature(rosters, push, Sessions, removal, options.Limits)),
            (true, registration),
            (invitations is not null, invitations?.Feature!),
            (true, new LegacySession()),
            (true, new LateBinding()),
            (options.Sasl.ChannelBinding, new ChannelBindingFeature()),
            (true, new ServiceFeature(services, hosts)),
            (options.Rooms.Enabled, new MucFeature()),
            (true, new ComponentFeature(components, hosts)),
            (true, new PrivilegeFeature()),
            (true, new DelegationFeature(delegation)),
            (Federation is not null, new FederationFeature()),
            (WebAddresses.IsOpen, new WebClientsFeature(options.Web)),
            (features.Disco.Enabled, disco),
            (features.Commands.Enabled, new AdHocFeature(Commands, features.Commands, time)),
            (features.Ping.Enabled, new PingFeature()),
            (features.Version.Enabled, new VersionFeature(features.Version)),
            (features.Time.Enabled, new EntityTimeFeature(time)),
            (features.LastActivity.Enabled, new LastActivityFeature(stores.LastActivity, Sessions, time)),
            (features.PrivateXml.Enabled, new PrivateXmlFeature(stores.PrivateXml, profiles.Bookmarks, features.PrivateXml)),
            (features.VCard.Enabled, new VCardFeature(stores.VCards, profiles.SetVCardAsync, features.VCard)),
            (features.ClientState.Enabled, clientState),
            (features.StreamManagement.Enabled, new StreamManagementFeature()),
            (features.Archive.Enabled, archive),
            (recovery is not null, new RecoveryFeature(recovery!)), // before what is stored is delivered
            (true, new Data.DataFeature()),
            (features.Offline.Enabled, offline),
            (features.Offline.Enabled, new OfflineRetrieval(stores.Offline, Sessions, new OfflineSessions(Sessions), listsInForce, Background)),
            (features.Blocking.Enabled, blocking),
            (features.Blocking.Enabled && features.Reports.Enabled, reports),
            (features.Push.Enabled, notifications),
            (features.Pep.Enabled, pep.Feature),
            (profiles.Feature is not null, profiles.Feature!),
            (options.PubSub.Enabled, nodeService.Feature),
            (_uploads.IsOpen, _uploads.Feature),
            (true, new ExternalServicesFeature(stores.Accounts, options.Calls, time)),
            (features.Carbons.Enabled, carbons));
        foreach (var feature in Features)
            feature.Register(registry);

        var subscriptions = new InboundSubscriptions(
            rosters, push, Sessions, stores.Accounts, shown, registry, options.Limits, time, invitations?.Subscriptions);
        var inbound = new InboundPresence(Sessions, rosters, delivery, subscriptions, stores.LastActivity, registry);
        var behind = new MessagesBehind(
            Sessions, Background, options.Limits.OutboxStanzas, options.Limits.OutboxBytes, metrics);
        var local = new LocalDelivery(Sessions, stores.Accounts, Path, access, inbound, behind, options.Routing, metrics);
        Router = new Router(
            hosts, new IqTable(registry.Handlers(), access, delegation), local, remote, sentIqs, privileges.Requests, Background, metrics,
            loggers.CreateLogger<Router>());
        if (Federation is not null)
            Federation.Router = Router;
        privileges.Open(Path, Router, hosts, stores.Accounts, time, loggers.CreateLogger("Xmpp.Server.Components"));
        var presence = new PresenceSessions(
            Sessions, rosters, delivery, hosts, remote, listsInForce, stores.LastActivity, registry, options.Limits, time);
        profiles.Avatars.ShowAgainAsync = presence.ShowAgainAsync;
        var caches = features.Blocking.Enabled ? new AccountCaches(locks, stores.Starts.LoadAsync, time, rosters, profiles.Avatars, blockLists)
            : new AccountCaches(locks, stores.Starts.LoadAsync, time, rosters, profiles.Avatars);
        var ends = new SessionEnds(Sessions, presence, caches, Router, stores, Background, metrics);
        Sessions.EndAsync = ends.LeaveAsync;
        var resumable = new ResumableSessions(Sessions, ends, features.StreamManagement, metrics, Background, time);
        ends.Removed = resumable.Forget;
        metrics.WatchUnacknowledged(() => resumable.All.Sum(session => session.Management?.Count ?? 0));
        if (features.Push.Enabled)
            resumable.Hibernated = notifications.OnHibernated;
        var keeper = new SessionKeeper(
            stores.SavedSessions, resumable, Sessions, caches, ends, options, wireLog, metrics, Background, time,
            loggers.CreateLogger<SessionKeeper>());
        ends.Ended = keeper.EndedAsync;
        resumable.KeptResumed = keeper.ResumedAsync;
        var deletedNames = new DeletedNames(stores.DeletedNames, options.Registration, time);
        Accounts = new AccountService(
            stores, hosts, hashing, Sessions, ends, new AccountDeparture(rosters, removal, caches), deletedNames, options, time,
            loggers.CreateLogger<AccountService>());

        Rooms = options.Rooms.Enabled
            ? RoomServices.Build(
                () => Router, stores, hosts, options, archiveIds, search, secrets.OccupantIds,
                features.Push.Enabled ? notifications : null, Background, metrics, time, stopping.Token)
            : null;
        ILocalService?[] all = [Rooms, options.PubSub.Enabled ? nodeService.Service : null, _uploads.Service];
        services.Open(all.OfType<ILocalService>());
        ComponentServices = new ComponentServices(
            options.Limits, components, hosts, new ComponentStanzas(Router, privileges, metrics, time, stopping.Token), privileges, delegation, Background,
            new StreamTools(wireLog, metrics, time, loggers.CreateLogger("Xmpp.Server.Components")));
        var sasl = new SaslContexts(Configuration, stores.Accounts, secrets.UnknownAccounts, hashing, time);
        C2s = new C2sServices(options)
        {
            Hosts = hosts,
            Features = new StreamFeatures(options.Listeners.Tls, sasl.Options, options.Registration, invitations is not null, registry),
            StartTls = new TlsServerSettings(Certificates.Get, [], options.Limits.HandshakeTimeout),
            Binding = new ResourceBinding(Sessions, caches, ends, options, wireLog, metrics, time),
            Stanzas = new SessionStanzas(
                Path, Router, presence, outbound, profiles.Stamp, metrics, time, stopping.Token),
            Ends = ends,
            Resumable = resumable,
            ClientState = features.ClientState.Enabled ? clientState : null,
            Management = features.StreamManagement.Enabled
                ? new SmProtocol(resumable, features.StreamManagement, metrics, time)
                : null,
            SaslContextOf = sasl.Of,
            AccountChanges = Accounts.Changes,
            Registration = registration,
            LoginLog = new LoginLog(metrics, loggers.CreateLogger<LoginLog>()),
            Tools = new StreamTools(wireLog, metrics, time, loggers.CreateLogger("Xmpp.Server.Streams")),
            Stopping = stopping.Token,
        };
        var webClients = new WebClients(options, WebAddresses, C2s, loops, loggers);
        _doors.AddRange(webClients.Doors);
        Configuration.Hosts = HostChanges = new HostChanges(
            options, hosts, certificates, services,
            new HostDeparture(hosts, () => C2s.Streams, Sessions, ends, Rooms, Federation, options.Shutdown, time), Background,
            loggers.CreateLogger<HostChanges>());
        Configuration.Components = new ComponentChanges(
            components, privileges, delegation, hosts, services, () => ComponentServices.Streams, () =>
            {
                if (IsRunning)
                    _listeners.OpenForComponents(this);
            });
        Administration = new AdministrationServices(new AdministrationParts
        {
            Options = options,
            Time = time,
            Loggers = loggers,
            Stores = stores,
            Hosts = hosts,
            Engine = engine,
            Metrics = metrics,
            Background = Background,
            Certificates = certificates,
            Sessions = Sessions,
            Accounts = Accounts,
            Rooms = RoomOperations,
            Uploads = Uploads,
            Nodes = Nodes,
            BlockedDomains = BlockedDomains,
            Federation = Federation,
            AdHoc = Commands,
            Router = Router,
            Connections = () => C2s.Connections,
            SaslContextOf = sasl.Of,
            LoginLog = C2s.LoginLog,
        });
        invitations?.AddTo(Administration, stores.AdminRoles);
        registry.ReadyForMessages.Add(Administration.Announcements.OnReadyAsync);
        if (options.Admin.Enabled)
        {
            _doors.AddRange([Administration.Api, Administration.Page]);
            Administration.Commands.Register(registry);
            Features = [.. Features, Administration.Commands];
        }
        _lifetime = new ServerLifetime
        {
            Options = options.Shutdown,
            Configuration = Configuration,
            Time = time,
            Metrics = metrics,
            Stopping = stopping,
            Background = Background,
            Loops = loops,
            Listeners = _listeners,
            WebClients = webClients,
            C2s = C2s,
            Sessions = keeper,
            Rooms = Rooms,
            Federation = Federation,
            Components = ComponentServices,
            Uploads = _uploads,
            Administration = Administration,
            Recipients = recipients,
            LastActivity = lastActivity,
            DeliveryMarks = recovery is null ? null : new DeliveryMarksWriter(marks, Background),
            ArchiveRetention = features.Archive.Enabled
                ? new ArchiveRetention(stores.Archive, hosts, features.Archive, time, Background, metrics)
                : null,
            AccountRetention = new AccountRetention(deletedNames, stores.AccountOrigins, options.Registration, time, Background),
            Storage = engine,
            Owned = [hashing, archiveIds, search],
        };
    }

    /// <summary>Where clients connect with STARTTLS; the first listener's.</summary>
    public IPEndPoint? C2sEndPoint => _listeners.C2s;

    /// <summary>Where clients connect with TLS from the first byte; the first listener's.</summary>
    public IPEndPoint? C2sTlsEndPoint => _listeners.C2sTls;

    /// <summary>Where components connect; the first listener's, or null while there are none.</summary>
    public IPEndPoint? ComponentEndPoint => _listeners.Components;

    /// <summary>Where other servers connect with STARTTLS; the first listener's, or null without federation.</summary>
    public IPEndPoint? S2sEndPoint => _listeners.S2s;

    /// <summary>Where other servers connect with TLS from the first byte; the first listener's.</summary>
    public IPEndPoint? S2sTlsEndPoint => _listeners.S2sTls;

    /// <summary>Every address of TCP that is listened on, in the order of the configuration, with the ports that were taken.</summary>
    public IReadOnlyList<IPEndPoint> EndPoints => _listeners.Tcp;

    /// <summary>Where the web server listens, HTTPS first; empty without one.</summary>
    public IReadOnlyList<IPEndPoint> WebEndPoints => _listeners.Web;

    /// <summary>What is in force, and how it changes.</summary>
    internal LiveConfiguration Configuration { get; }

    /// <summary>Hosts that come and go.</summary>
    internal HostChanges HostChanges { get; }

    public AccountService Accounts { get; }
    public CertificateStore Certificates { get; }

    /// <summary>What administrators can do; features add theirs before the server listens.</summary>
    internal AdministrationServices Administration { get; }

    /// <summary>What the hosts offer by XEP-0050; features add theirs before the server listens.</summary>
    internal AdHocCommands Commands { get; } = new();

    /// <summary>What accounts and services publish (XEP-0060), for the operator.</summary>
    public NodeAdministration Nodes { get; }

    /// <summary>Null where they are switched off.</summary>
    public InvitationService? Invitations { get; }

    /// <summary>The client for the browser; null where it is switched off.</summary>
    public ChatDoor? Chat { get; }

    /// <summary>What users have reported (XEP-0377).</summary>
    public IAbuseReportStore Reports { get; }

    /// <summary>What the operator can do with rooms; null where there are none.</summary>
    public RoomOperations? RoomOperations => Rooms?.Operations;

    /// <summary>What the operator can do with uploaded files (XEP-0363).</summary>
    public UploadAdministration Uploads => _uploads.Administration;

    public ServerMetrics Metrics { get; }
    public SessionDirectory Sessions { get; }
    public IStorageEngine Storage { get; }

    /// <summary>What is implemented, for docs/XEPS.md.</summary>
    public IReadOnlyList<IFeature> Features { get; }

    /// <summary>The order of the stanza path, for the test that pins it.</summary>
    internal StanzaPath Path { get; }

    internal Router Router { get; }

    /// <summary>What nobody waits for.</summary>
    internal BackgroundWork Background { get; }

    /// <summary>How the world reaches the web server.</summary>
    internal WebAddresses WebAddresses { get; }

    internal C2sServices C2s { get; }

    internal ComponentServices ComponentServices { get; }

    internal IReadOnlyList<IWebDoor> Doors => _doors;

    /// <summary>Null where there are none.</summary>
    internal RoomService? Rooms { get; }

    internal ComponentDirectory Components => ComponentServices.Directory;

    internal int ComponentConnections => ComponentServices.Connections;

    /// <summary>Domains of other servers that are not talked to.</summary>
    internal BlockedDomains BlockedDomains { get; }

    /// <summary>Null where it is switched off.</summary>
    internal FederationServices? Federation { get; }

    /// <summary>True between the end of the start and the beginning of the stop.</summary>
    public bool IsRunning => _lifetime.IsRunning;

    /// <summary>Opens the store, loads certificates and, unless told otherwise, listens.</summary>
    /// <exception cref="StorageException">The database cannot be used.</exception>
    /// <exception cref="CertificateException">A configured certificate cannot be used.</exception>
    /// <exception cref="IOException">A listener's address is taken.</exception>
    public static async Task<ServerHost> StartAsync(
        ServerOptions options, TimeProvider time, ILoggerFactory loggers, CancellationToken ct, bool listens = true)
        => await StartAsync(options, time, loggers, null, ct, listens);

    /// <summary>The same with something else in place of the network.</summary>
    internal static async Task<ServerHost> StartAsync(
        ServerOptions options, TimeProvider time, ILoggerFactory loggers, FederationSeams? seams, CancellationToken ct,
        bool listens = true)
    {
        var metrics = new ServerMetrics(Prometheus.Metrics.NewCustomRegistry());
        var observer = new StorageMetrics(metrics);
        await Data.ExistingDatabase.RequireAsync(options.Storage, options.DataDirectory, ct);
        var engine = await StorageEngine.OpenAsync(
            options.Storage.ToStorageOptions(options.DataDirectory), time, observer, loggers.CreateLogger("Xmpp.Storage"), ct);
        ServerHost? host = null;
        try
        {
            observer.Watch(engine);
            var certificates = new CertificateStore(
                options.Hosts, options.DataDirectory, time, loggers.CreateLogger<CertificateStore>());
            Task<string?>? proof = null;
            if (listens)
            {
                certificates.Load();
                if (options.Sasl.ChannelBinding)
                    proof = TlsExporterProof.RunAsync(certificates.Get(null));
            }
            var secrets = await HostSecrets.LoadAsync(new Stores(engine, time).Secrets, ct);
            host = new ServerHost(options, time, loggers, metrics, engine, secrets, certificates, seams);
            await host.BlockedDomains.LoadAsync(ct);
            if (proof is not null)
                await host.C2s.BindAsync(proof); // before anybody is offered anything: clients remember what they were
            if (listens)
                await host._lifetime.StartAsync(host);
            return host;
        }
        catch
        {
            if (host is not null)
                await host.StopAsync();
            else
                await engine.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops in order; a second call does nothing.</summary>
    public Task StopAsync() => _lifetime.StopAsync();

    public ValueTask DisposeAsync() => _lifetime.DisposeAsync();

    private static PasswordHashing NewPasswordHashing(Configuration.SaslOptions sasl) => new(
        sasl.PasswordWorkers > 0 ? sasl.PasswordWorkers : Math.Max(1, Environment.ProcessorCount / 2), sasl.PasswordQueue);

    private PushFeature NewPush(
        Func<Router> router, Stores stores, SentIqs sentIqs, Rosters rosters, ServerOptions options, TimeProvider time,
        ILoggerFactory loggers)
    {
        var push = options.Features.Push;
        var publisher = new PushPublisher(
            stores.Push, Sessions, router, sentIqs, rosters, push, Metrics, Background, time, loggers.CreateLogger("Xmpp.Server.Push"));
        var coalescing = new PushCoalescing(stores.Push, Sessions, publisher, push, Metrics, Background, time);
        return new PushFeature(stores.Push, Sessions, coalescing, push, Background, time);
    }

    private static List<IFeature> WhereEnabled(params (bool IsEnabled, IFeature Feature)[] features) =>
        [.. features.Where(f => f.IsEnabled).Select(f => f.Feature)];

    private static List<TStage> Stages<TStage>(params (bool IsEnabled, TStage Stage)[] stages) =>
        [.. stages.Where(s => s.IsEnabled).Select(s => s.Stage)];
}
