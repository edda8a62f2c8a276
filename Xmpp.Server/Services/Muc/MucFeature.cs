using Xmpp.Server.Routing;

namespace Xmpp.Server.Services.Muc;

/// <summary>What the rooms implement, for the list of specifications; nothing of it is the business of a host.</summary>
internal sealed class MucFeature : IFeature
{
    public IReadOnlyList<XepReference> Specs =>
    [
        new(45, "1.35.5", "Multi-User Chat"),
        new(317, "0.3.1", "Hats"),
        new(410, "1.1.0", "MUC Self-Ping (Schrödinger's Chat)"),
        new(421, "1.0.1", "Anonymous unique occupant identifiers for MUCs"),
        new(425, "0.3.0", "Moderated Message Retraction"),
        new(433, "0.1.0", "Extended Channel Search (of rooms here)"),
        new(452, "0.2.2", "MUC Mention Notifications"),
        new(486, "0.1.0", "MUC Avatars"),
        new(502, "0.1.0", "MUC Activity Indicator"),
    ];

    public void Register(FeatureRegistry registry)
    {
    }
}
