using Xmpp.Server.Routing;

namespace Xmpp.Server.Data;

/// <summary>Names what the command line speaks; nothing of it is seen by clients.</summary>
internal sealed class DataFeature : IFeature
{
    public IReadOnlyList<XepReference> Specs => [new(227, "1.1", "Portable Import/Export Format for XMPP-IM Servers")];

    public void Register(FeatureRegistry registry)
    {
    }
}
