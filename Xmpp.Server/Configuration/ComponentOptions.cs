using Xmpp.Server.Routing;

namespace Xmpp.Server.Configuration;

/// <summary>A service of its own program that may connect here (XEP-0114).</summary>
public sealed record ComponentOptions
{
    /// <summary>Its domain, prepared; no host may have it.</summary>
    [HostName]
    public string Name { get; init; } = "";

    /// <summary>What only the component and this server know (XEP-0114 §3).</summary>
    [Secret]
    public string? Secret { get; init; }

    /// <summary>What happens when a second one of this name proves that it knows the secret.</summary>
    public ComponentConflict Conflict { get; init; } = ComponentConflict.Reject;

    /// <summary>The hosts whose accounts <see cref="Privileges"/> and <see cref="Delegations"/> are for; absent: the host that the name is below.</summary>
    [HostName]
    public IReadOnlyList<string> Hosts { get; init; } = [];

    public PrivilegeOptions Privileges { get; init; } = new();

    /// <summary>Namespaces whose requests it answers for those hosts and accounts.</summary>
    public IReadOnlyList<DelegationOptions> Delegations { get; init; } = [];

    /// <summary>The hosts that <see cref="Hosts"/> stands for, of which some may have gone, or not come yet.</summary>
    internal IEnumerable<string> HostsWithin(HostTable hosts) => Hosts.Count > 0
        ? Hosts
        : hosts.HostOf(Name) is { } host ? [host] : [];

    // A record prints its members (OPS-09).
    public override string ToString() => $"{nameof(ComponentOptions)} {Name}";
}
