using Xmpp.Server.Routing;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Services;

/// <summary>XEP-0030 §4.1: a host lists the services of this server that are below it.</summary>
internal sealed class ServiceFeature(ServiceDirectory services, HostTable hosts) : IFeature
{
    public IReadOnlyList<XepReference> Specs => [];

    public void Register(FeatureRegistry registry) => registry.HostItems.Add(host =>
        hosts.ItemsOf(host, services.Domains).Select(Jid.Parse));
}
