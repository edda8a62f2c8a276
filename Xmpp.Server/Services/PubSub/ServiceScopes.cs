using System.Collections.Frozen;
using Xmpp.Server.Configuration;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Services.PubSub;

/// <summary>The services of this server, by their domains: one below each host, unless something else has the name.</summary>
internal sealed class ServiceScopes
{
    private readonly PerHosts<FrozenDictionary<string, PubSubScope>> _scopes;

    /// <param name="hosts">The hosts.</param>
    /// <param name="isTaken">True for a domain that a component has.</param>
    /// <param name="options">Name and limits.</param>
    public ServiceScopes(HostTable hosts, Func<string, bool> isTaken, PubSubOptions options)
    {
        var limits = new NodeLimits
        {
            MaxNodes = options.MaxNodes,
            MaxNodesPerCreator = options.MaxNodesPerAccount,
            MaxItems = options.MaxItems,
            MaxPayloadBytes = options.MaxPayloadBytes,
            CreatorBytes = options.MaxBytesPerAccount,
            MaxSubscriptions = options.MaxSubscriptions,
            MaxSubscriptionsPerAccount = options.MaxSubscriptionsPerAccount,
            MaxAffiliations = options.MaxAffiliations,
            PageItems = options.PageItems,
            PageBytes = options.PageBytes,
        };
        _scopes = new(hosts, () => hosts.Names.Select(host => $"{options.Subdomain}.{host}")
            .Where(domain => !hosts.Contains(domain) && !isTaken(domain))
            .ToFrozenDictionary(
                domain => domain,
                domain => new PubSubScope(Jid.Parse(domain), new NodeConfig(), limits, MayCreate),
                StringComparer.Ordinal));

        bool MayCreate(Jid who) =>
            who.Local is not null && (options.Creators == NodeCreators.Anyone || hosts.Contains(who.Domain));
    }

    public IReadOnlyCollection<string> Domains => _scopes.Value.Keys;

    public PubSubScope? Find(string domain) => _scopes.Value.GetValueOrDefault(domain);
}
