using Xmpp.Server.Routing;

namespace Xmpp.Server.Components.Privileges;

/// <summary>XEP-0356, which nobody is told of but the component that has something of it.</summary>
internal sealed class PrivilegeFeature : IFeature
{
    public IReadOnlyList<XepReference> Specs => [new(356, "0.4.1", "Privileged Entity")];

    public void Register(FeatureRegistry registry)
    {
    }
}
