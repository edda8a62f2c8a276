using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Xmpp.Server.Configuration;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Routing;

/// <summary>The domains that this server answers for (RFC 6120 §10.5), prepared.</summary>
internal sealed class HostTable
{
    private readonly FrozenDictionary<string, HostOptions> _hosts;
    private readonly FrozenSet<Jid> _admins;

    public HostTable(IReadOnlyList<HostOptions> hosts)
    {
        _hosts = hosts.ToFrozenDictionary(h => h.Name, StringComparer.Ordinal);
        _admins = hosts.SelectMany(host => host.Admins).Select(Jid.Parse).ToFrozenSet();
        Default = Jid.Parse(hosts[0].Name);
    }

    /// <summary>The host that speaks when the client named none that we know.</summary>
    public Jid Default { get; }

    public IEnumerable<string> Names => _hosts.Keys;

    /// <param name="domain">A prepared domainpart.</param>
    public bool Contains(string domain) => _hosts.ContainsKey(domain);

    /// <summary>The host that a domain is or is below; the longest, where hosts are below hosts. Null for none.</summary>
    public string? HostOf(string domain) => Contains(domain) ? domain : HostOf(domain, _hosts.Keys);

    /// <summary>That one of the hosts that a domain is below; the longest, where there are several.</summary>
    public static string? HostOf(string domain, IEnumerable<string> hosts) =>
        hosts.Where(host => IsBelow(domain, host)).MaxBy(host => host.Length);

    /// <summary>
    /// The configuration lets this account administer, whether there is one or not: it is not for whoever comes first.
    /// </summary>
    public bool IsAdmin(Jid account) => _admins.Contains(account.Bare);

    /// <summary>Those of the domains that a host lists (XEP-0030 §4.1): what is below it, and what is below no host.</summary>
    public IEnumerable<string> ItemsOf(string host, IEnumerable<string> domains) => domains
        .Where(name => IsBelow(name, host) || !_hosts.Keys.Any(other => IsBelow(name, other)))
        .Order(StringComparer.Ordinal);

    public bool TryGet(string domain, [NotNullWhen(true)] out HostOptions? host) => _hosts.TryGetValue(domain, out host);

    private static bool IsBelow(string name, string host) =>
        name.Length > host.Length && name.EndsWith(host, StringComparison.Ordinal) && name[^(host.Length + 1)] == '.';
}
