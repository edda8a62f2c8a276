using Xmpp.Server.Routing;

namespace Xmpp.Server.Streams;

/// <summary>XEP-0440: which channel bindings a login may use; `Sasl/SaslMechanisms` offers them.</summary>
internal sealed class ChannelBindingFeature : IFeature
{
    public IReadOnlyList<XepReference> Specs => [new(440, "1.0.0", "SASL Channel-Binding Type Capability")];

    public void Register(FeatureRegistry registry)
    {
        // A stream feature before login: nobody asks for it.
    }
}
