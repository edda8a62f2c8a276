using Xmpp.Server.Routing;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Components;

/// <summary>XEP-0114: services that are programs of their own; a host lists those that are connected.</summary>
internal sealed class ComponentFeature(ComponentDirectory components, HostTable hosts) : IFeature
{
    public IReadOnlyList<XepReference> Specs => [new(114, "1.6", "Jabber Component Protocol (accept)")];

    public void Register(FeatureRegistry registry) => registry.HostItems.Add(ItemsOf);

    // XEP-0030 §4.1: a host lists what is below it, and what is below no host.
    private IEnumerable<Jid> ItemsOf(string host) => components.Connected
        .Where(name => IsBelow(name, host) || !hosts.Names.Any(other => IsBelow(name, other)))
        .Order(StringComparer.Ordinal)
        .Select(Jid.Parse);

    private static bool IsBelow(string name, string host) =>
        name.Length > host.Length && name.EndsWith(host, StringComparison.Ordinal) && name[^(host.Length + 1)] == '.';
}
