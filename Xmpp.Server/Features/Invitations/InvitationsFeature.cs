using Xmpp.Server.Routing;

namespace Xmpp.Server.Features.Invitations;

/// <summary>XEP-0401, XEP-0445, XEP-0379: what is registered of them.</summary>
internal sealed class InvitationsFeature : IFeature
{
    public IReadOnlyList<XepReference> Specs =>
    [
        new(379, "0.3.3", "Pre-Authenticated Roster Subscription"),
        new(401, "0.6.0", "Ad-hoc Account Invitation Generation"),
        new(445, "0.2.0", "Pre-Authenticated In-Band Registration"),
    ];

    public void Register(FeatureRegistry registry)
    {
    }
}
