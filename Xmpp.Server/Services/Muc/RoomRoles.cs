using Xmpp.Storage.Rooms;

namespace Xmpp.Server.Services.Muc;

/// <summary>Which role an affiliation brings (XEP-0045 §5.1.2, §5.1.3).</summary>
internal static class RoomRoles
{
    /// <summary>The role of who comes in.</summary>
    public static Role OnEntry(RoomConfiguration configuration, Affiliation affiliation) => affiliation switch
    {
        Affiliation.Owner or Affiliation.Admin => Role.Moderator,
        Affiliation.Member => Role.Participant,
        _ => configuration.IsModerated ? Role.Visitor : Role.Participant,
    };

    /// <summary>The role of who is there and whose affiliation changes.</summary>
    /// <param name="before">The affiliation that he had.</param>
    /// <param name="after">The one that he has now; not that of an outcast.</param>
    public static Role OnChange(RoomConfiguration configuration, Role role, Affiliation before, Affiliation after)
    {
        var natural = OnEntry(configuration, after);
        if (after > before)
            return role > natural ? role : natural; // §5.1.3: what is gained is stable
        // What came with the affiliation goes with it.
        return before >= Affiliation.Admin || role < Role.Moderator ? natural : role;
    }
}
