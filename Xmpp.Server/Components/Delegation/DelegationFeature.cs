using Xmpp.Server.Routing;

namespace Xmpp.Server.Components.Delegation;

/// <summary>XEP-0355: shown where something is delegated (§7.1).</summary>
internal sealed class DelegationFeature(DelegationServices delegation) : IFeature
{
    public IReadOnlyList<XepReference> Specs => [new(355, "0.5", "Namespace Delegation (by the operator)")];

    public void Register(FeatureRegistry registry)
    {
        registry.Delegated = delegation;
        registry.Disco(IqTarget.Server, DelegationNames.Ns.NamespaceName, () => delegation.IsAny);
    }
}
