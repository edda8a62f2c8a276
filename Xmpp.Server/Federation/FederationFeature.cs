using Xmpp.Server.Routing;

namespace Xmpp.Server.Federation;

/// <summary>Talking to other servers.</summary>
internal sealed class FederationFeature : IFeature
{
    public IReadOnlyList<XepReference> Specs =>
    [
        new(178, "1.2", "Best Practices for Use of SASL EXTERNAL (servers)"),
        new(185, "1.0", "Dialback Key Generation and Validation"),
        new(220, "1.1.1", "Server Dialback"),
        new(288, "1.0.1", "Bidirectional Server-to-Server Connections"),
    ];

    public void Register(FeatureRegistry registry)
    {
    }
}
