using System.Xml.Linq;
using Xmpp.Server.Routing;

namespace Xmpp.Server.StreamManagement;

/// <summary>XEP-0198 in the stream features (§2).</summary>
internal sealed class StreamManagementFeature : IFeature
{
    public IReadOnlyList<XepReference> Specs => [new(198, "1.6.3", "Stream Management")];

    public void Register(FeatureRegistry registry) =>
        registry.StreamFeatures.Add(static _ => new XElement(SmElements.Sm));
}
