using Xmpp.Server.Routing;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Components;

/// <summary>XEP-0114: services that are programs of their own; a host lists those that are connected.</summary>
internal sealed class ComponentFeature(ComponentDirectory components, HostTable hosts) : IFeature
{
    public IReadOnlyList<XepReference> Specs => [new(114, "1.6", "Jabber Component Protocol (accept)")];

    public void Register(FeatureRegistry registry) => registry.HostItems.Add(host =>
        hosts.ItemsOf(host, components.Connected).Select(Jid.Parse));
}
