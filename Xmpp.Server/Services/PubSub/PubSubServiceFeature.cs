using Xmpp.Server.Routing;

namespace Xmpp.Server.Services.PubSub;

/// <summary>Names what the service implements; it answers at its own domain.</summary>
internal sealed class PubSubServiceFeature : IFeature
{
    public IReadOnlyList<XepReference> Specs =>
    [
        new(60, "1.30.0", "Publish-Subscribe (service)"),
        new(413, "0.2.1", "Order-By (of nodes)"),
        new(50, "1.3.0", "Ad-Hoc Commands (for pending subscriptions)"),
    ];

    public void Register(FeatureRegistry registry)
    {
    }
}
