using Xmpp.Stanzas.Core;
using Xmpp.Storage.Rooms;

namespace Xmpp.Server.Services.Muc;

/// <summary>Who may do what to whom, as the tables of XEP-0045 §5 and the use cases of §8 to §10 say (cases MUC-08).</summary>
internal static class RoomPrivileges
{
    /// <summary>Null if the one may give the other that role (§8.2–§8.4, §9.6, §9.7).</summary>
    /// <param name="role">That of who asks; <see cref="Role.None"/> for one who is not in the room.</param>
    public static StanzaError? ChangeRole(
        Affiliation affiliation, Role role, Affiliation targetAffiliation, Role targetRole, Role wanted)
    {
        var runsRoom = affiliation >= Affiliation.Admin;
        if (role != Role.Moderator && !runsRoom)
            return StanzaError.Forbidden; // §8
        switch (wanted)
        {
            case Role.Moderator:
                return runsRoom || targetRole == Role.Moderator ? null : StanzaError.Forbidden; // §9.6
            case Role.None:
                // §8.2, and the note of §5.1.3: another moderator goes only by who runs the room.
                return targetAffiliation > affiliation || (targetRole == Role.Moderator && !runsRoom)
                    ? StanzaError.NotAllowed
                    : null;
            case Role.Participant:
                if (targetRole != Role.Moderator)
                    return null; // §8.3
                break;
        }
        if (targetRole == Role.Moderator)
        {
            if (targetAffiliation >= Affiliation.Admin)
                return StanzaError.NotAllowed; // §9.7
            return runsRoom ? null : StanzaError.Forbidden;
        }
        // §8.4: nobody takes it from those who run the room, nor from one's equal; among those without affiliation
        // there would else be nothing to moderate.
        return targetAffiliation >= Affiliation.Admin
            || (targetAffiliation >= Affiliation.Member && targetAffiliation >= affiliation)
                ? StanzaError.NotAllowed
                : null;
    }

    /// <summary>Null if the one may give the other that affiliation (§5.2.2, §9, §10).</summary>
    /// <param name="affiliation">That of who asks.</param>
    /// <param name="target">That of the other now.</param>
    /// <param name="isSelf">They are the same account.</param>
    public static StanzaError? ChangeAffiliation(Affiliation affiliation, Affiliation target, Affiliation wanted, bool isSelf)
    {
        if (affiliation < Affiliation.Admin)
            return StanzaError.Forbidden; // §9
        if (isSelf && wanted == Affiliation.Outcast)
            return StanzaError.Conflict; // §9.1
        if (affiliation == Affiliation.Owner)
            return null;
        if (wanted >= Affiliation.Admin)
            return StanzaError.Forbidden; // §10.3, §10.6
        if (target < Affiliation.Admin)
            return null;
        // §9.1: who is banned must be lower; §10.4, §10.7: the lists of owners and admins are those of owners.
        return wanted == Affiliation.Outcast ? StanzaError.NotAllowed : StanzaError.Forbidden;
    }

    /// <summary>Null if a list of affiliations may be read (§5.2.1, §9.2, §9.5, §10.5, §10.8).</summary>
    public static StanzaError? ReadAffiliations(RoomState room, Affiliation affiliation, Role role, Affiliation list)
    {
        switch (list)
        {
            case Affiliation.Outcast:
                return affiliation >= Affiliation.Admin ? null : StanzaError.Forbidden;
            case Affiliation.Member when affiliation >= Affiliation.Admin:
                return null;
            case Affiliation.Member when IsReader(room.Configuration, affiliation, role):
                return null;
        }
        // §9.5, §10.5, §10.8: where all see who is who anyway, members may read who belongs to the room.
        return affiliation == Affiliation.Owner || (room.Configuration.IsNonAnonymous && affiliation >= Affiliation.Member)
            ? null
            : StanzaError.Forbidden;
    }

    /// <summary>Null if a list of roles may be read (§8.5, §9.8).</summary>
    public static StanzaError? ReadRoles(Affiliation affiliation, Role role, Role list)
    {
        if (affiliation >= Affiliation.Admin)
            return null;
        return role == Role.Moderator && list != Role.Moderator ? null : StanzaError.Forbidden;
    }

    private static bool IsReader(RoomConfiguration configuration, Affiliation affiliation, Role role) =>
        affiliation > Affiliation.Outcast
        && (configuration.MemberListReaders.Contains(affiliation.ToText())
            || (role != Role.None && configuration.MemberListReaders.Contains(role.ToText())));
}
