using Xmpp.Server.Configuration;
using Xmpp.Server.Features.EntityCaps;
using Xmpp.Server.Observability;
using Xmpp.Server.Roster;
using Xmpp.Server.Routing;
using Xmpp.Server.Services.PubSub;
using Xmpp.Server.Sessions;
using Xmpp.Storage;

namespace Xmpp.Server.Features.Pep;

/// <summary>Everything that XEP-0163 takes, put together.</summary>
internal sealed class PepServices
{
    private readonly PepAccess _access;
    private readonly PepPresence _presence;

    /// <param name="stores">Where nodes are kept.</param>
    /// <param name="router">The way to others; asked for when something is sent.</param>
    /// <param name="sentIqs">For what clients are asked.</param>
    /// <param name="directory">Who is connected.</param>
    /// <param name="rosters">Who may see whom.</param>
    /// <param name="blockLists">Who has blocked whom.</param>
    /// <param name="hosts">What is here.</param>
    /// <param name="options">How much of all that.</param>
    /// <param name="metrics">Counts notifications.</param>
    /// <param name="background">For what nobody waits for.</param>
    /// <param name="time">For what has a time.</param>
    public PepServices(
        Stores stores, Func<Router> router, SentIqs sentIqs, SessionDirectory directory, Rosters rosters,
        IBlockLists blockLists, HostTable hosts, PepOptions options, PubSubMetrics metrics, BackgroundWork background,
        TimeProvider time)
    {
        var nodes = new Nodes(stores.PubSub, options.CachedAccounts);
        var caps = new EntityCapsCache(router, sentIqs, options, metrics, background, time);
        var remote = new RemoteContacts(options.RemoteResources);
        var contacts = new PepContacts(directory, rosters, blockLists, hosts, remote);
        var delivery = new PepDelivery(directory, router);
        var relations = new NodeRelations(rosters, hosts, time);
        PubSub = new PubSubServices(
            stores, nodes, router, relations,
            new PepAudience(contacts, relations, caps, delivery, background, metrics), directory, blockLists, hosts, metrics, time);
        Scopes = new PepScopes(options);
        Nodes = nodes;
        _presence = new PepPresence(
            contacts, remote, caps, new PepLastItems(nodes, relations, PubSub.Expiry, delivery, metrics), directory, hosts, options,
            background);
        _access = new PepAccess(nodes, PubSub.Relations, PubSub.Subscriptions, _presence, background);
        PubSub.Ownership.Configured.Add(_access.OnConfigured);
        Feature = new PepFeature(Scopes, PubSub.Requests, PubSub.Disco, _presence);
        Approvals = new PepApprovals(Scopes, PubSub.Pending);
    }

    public PubSubServices PubSub { get; }
    public Nodes Nodes { get; }
    public PepScopes Scopes { get; }
    public PepFeature Feature { get; }
    public PepApprovals Approvals { get; }

    /// <summary>Hears of changes of who may see whom.</summary>
    public void Watch(Rosters rosters, Presences.PresenceOfAccount shown)
    {
        rosters.Changed += _access.OnRosterChanged;
        shown.Shown = _presence.OnShown;
    }
}
