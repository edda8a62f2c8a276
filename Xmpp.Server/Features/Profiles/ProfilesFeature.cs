using Xmpp.Server.Routing;

namespace Xmpp.Server.Features.Profiles;

/// <summary>One avatar, one list of bookmarks and one vCard for clients of every age.</summary>
internal sealed class ProfilesFeature(bool convertsAvatars, bool convertsBookmarks, bool convertsCards) : IFeature
{
    public IReadOnlyList<XepReference> Specs =>
    [
        new(398, "1.0.0", "User Avatar to vCard-Based Avatars Conversion"),
        new(153, "1.1.1", "vCard-Based Avatars"),
        new(402, "1.2.0", "PEP Native Bookmarks"),
        new(411, "1.1.0", "Bookmarks Conversion"),
        new(48, "1.2", "Bookmarks"),
        new(292, "0.12.0", "vCard4 Over XMPP"),
    ];

    public void Register(FeatureRegistry registry)
    {
        if (convertsAvatars)
            registry.Disco(IqTarget.Account, AvatarNames.Conversion); // XEP-0398 §2
        if (convertsCards)
            registry.Disco(IqTarget.Account, VCardMapping.V4.NamespaceName); // XEP-0292 §7
        foreach (var feature in convertsBookmarks ? BookmarkNames.Features : [])
            registry.Disco(IqTarget.Account, feature);
    }
}
