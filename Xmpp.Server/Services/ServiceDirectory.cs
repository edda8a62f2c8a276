using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Xmpp.Server.Services;

/// <summary>Which local service answers for which domain.</summary>
internal sealed class ServiceDirectory
{
    private FrozenDictionary<string, ILocalService> _services = FrozenDictionary<string, ILocalService>.Empty;

    public IEnumerable<string> Domains => _services.Keys;

    /// <summary>Once, before anything is routed: the services need the router, which needs this directory.</summary>
    /// <exception cref="ArgumentException">Two services have one domain.</exception>
    public void Open(IEnumerable<ILocalService> services)
    {
        var byDomain = new Dictionary<string, ILocalService>(StringComparer.Ordinal);
        foreach (var service in services)
        {
            foreach (var domain in service.Domains)
                byDomain.Add(domain, service);
        }
        _services = byDomain.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <param name="domain">A prepared domainpart.</param>
    public bool Contains(string domain) => _services.ContainsKey(domain);

    public bool TryGet(string domain, [NotNullWhen(true)] out ILocalService? service) =>
        _services.TryGetValue(domain, out service);
}
