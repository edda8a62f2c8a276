using Xmpp.Server.Routing;

namespace Xmpp.Server.Features.Recovery;

/// <summary>Recovers before anything that is stored is delivered (registered before the offline messages).</summary>
internal sealed class RecoveryFeature(CrashRecovery recovery) : IFeature
{
    public IReadOnlyList<XepReference> Specs => [];

    public void Register(FeatureRegistry registry) =>
        registry.ReadyForMessages.Add((resource, ct) => recovery.EnsureAsync(resource.FullJid.Bare, ct));
}
