using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Xmpp.Server.Configuration;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Routing;

/// <summary>
/// The domains that this server answers for (RFC 6120 §10.5), prepared. They are in one table that is never changed and is
/// replaced as a whole at a reload (cases OPS-07, OPS-11): whoever asks twice may get the answers of two tables, and whoever
/// makes something of all hosts uses <see cref="PerHosts{T}"/>.
/// </summary>
internal sealed class HostTable
{
    private readonly Lock _lock = new();
    private volatile Table _now;

    public HostTable(IReadOnlyList<HostOptions> hosts) => _now = new Table(hosts, []);

    /// <summary>There is another table from now on.</summary>
    public event Action? Replaced;

    /// <summary>Another object for each table.</summary>
    public object Version => _now;

    /// <summary>The host that speaks when the client named none that we know.</summary>
    public Jid Default => _now.Default;

    public IEnumerable<string> Names => _now.Hosts.Keys;

    /// <summary>What is configured for each.</summary>
    public IEnumerable<HostOptions> All => _now.Hosts.Values;

    /// <param name="domain">A prepared domainpart.</param>
    public bool Contains(string domain) => _now.Hosts.ContainsKey(domain);

    /// <summary>New streams may be opened to it: a host of ours that is not about to go.</summary>
    public bool IsOpen(string domain) => _now is var now && now.Hosts.ContainsKey(domain) && !now.Leaving.Contains(domain);

    /// <summary>The host that a domain is or is below; the longest, where hosts are below hosts. Null for none.</summary>
    public string? HostOf(string domain) => Contains(domain) ? domain : HostOf(domain, _now.Hosts.Keys);

    /// <summary>That one of the hosts that a domain is below; the longest, where there are several.</summary>
    public static string? HostOf(string domain, IEnumerable<string> hosts) =>
        hosts.Where(host => IsBelow(domain, host)).MaxBy(host => host.Length);

    /// <summary>
    /// The configuration lets this account administer, whether there is one or not: it is not for whoever comes first.
    /// </summary>
    public bool IsAdmin(Jid account) => _now.Admins.Contains(account.Bare);

    /// <summary>Those of the domains that a host lists (XEP-0030 §4.1): what is below it, and what is below no host.</summary>
    public IEnumerable<string> ItemsOf(string host, IEnumerable<string> domains)
    {
        var all = _now.Hosts.Keys;
        return domains.Where(name => IsBelow(name, host) || !all.Any(other => IsBelow(name, other))).Order(StringComparer.Ordinal);
    }

    public bool TryGet(string domain, [NotNullWhen(true)] out HostOptions? host) => _now.Hosts.TryGetValue(domain, out host);

    /// <summary>Puts another table in the place of this one.</summary>
    /// <param name="hosts">The hosts, in the order of the configuration.</param>
    /// <param name="leaving">Those that are about to go: ours until everybody who is there has gone.</param>
    public void Replace(IReadOnlyList<HostOptions> hosts, IReadOnlyList<HostOptions> leaving)
    {
        lock (_lock)
            _now = new Table(hosts, leaving);
        Replaced?.Invoke();
    }

    /// <summary>The same hosts in another table: something else is below them.</summary>
    public void MakeAgain()
    {
        lock (_lock)
            _now = _now.Again(); // hosts that were about to go may have gone meanwhile
        Replaced?.Invoke();
    }

    private static bool IsBelow(string name, string host) =>
        name.Length > host.Length && name.EndsWith(host, StringComparison.Ordinal) && name[^(host.Length + 1)] == '.';

    private sealed class Table(IReadOnlyList<HostOptions> hosts, IReadOnlyList<HostOptions> leaving)
    {
        public FrozenDictionary<string, HostOptions> Hosts { get; } =
            hosts.Concat(leaving).ToFrozenDictionary(h => h.Name, StringComparer.Ordinal);

        public FrozenSet<string> Leaving { get; } = leaving.Select(h => h.Name).ToFrozenSet(StringComparer.Ordinal);

        public FrozenSet<Jid> Admins { get; } = hosts.SelectMany(host => host.Admins).Select(Jid.Parse).ToFrozenSet();

        public Table Again() => new(hosts, leaving);

        public Jid Default { get; } = Jid.Parse(hosts[0].Name);
    }
}
