using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Xmpp.Server.Routing;

namespace Xmpp.Server.Services;

/// <summary>Which local service answers for which domain.</summary>
internal sealed class ServiceDirectory
{
    private readonly HostTable _hosts;
    private PerHosts<FrozenDictionary<string, ILocalService>> _services;

    public ServiceDirectory(HostTable hosts)
    {
        _hosts = hosts;
        _services = new(hosts, static () => FrozenDictionary<string, ILocalService>.Empty);
    }

    public IEnumerable<string> Domains => _services.Value.Keys;

    /// <summary>Once, before anything is routed: the services need the router, which needs this directory.</summary>
    /// <exception cref="ArgumentException">Two services have one domain.</exception>
    public void Open(IEnumerable<ILocalService> services)
    {
        ILocalService[] all = [.. services];
        ByDomain(all, (known, domain, service) => known.Add(domain, service));
        _services = new(_hosts, () => ByDomain(all, (known, domain, service) => known.TryAdd(domain, service)));
    }

    /// <param name="domain">A prepared domainpart.</param>
    public bool Contains(string domain) => _services.Value.ContainsKey(domain);

    public bool TryGet(string domain, [NotNullWhen(true)] out ILocalService? service) =>
        _services.Value.TryGetValue(domain, out service);

    private static FrozenDictionary<string, ILocalService> ByDomain(
        ILocalService[] all, Action<Dictionary<string, ILocalService>, string, ILocalService> add)
    {
        var byDomain = new Dictionary<string, ILocalService>(StringComparer.Ordinal);
        foreach (var service in all)
        {
            foreach (var domain in service.Domains)
                add(byDomain, domain, service);
        }
        return byDomain.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
