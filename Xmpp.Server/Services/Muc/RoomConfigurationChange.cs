using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Storage.Rooms;

namespace Xmpp.Server.Services.Muc;

/// <summary>What a new configuration means for those who are there (XEP-0045 §10.2, §10.2.1).</summary>
internal static class RoomConfigurationChange
{
    /// <param name="room">With the new configuration and affiliations.</param>
    /// <param name="before">As it was.</param>
    public static RoomState Tell(List<RoomSend> sends, RoomState room, RoomState before)
    {
        foreach (var occupant in before.Occupants.All)
            room = Update(sends, room, occupant);
        Trim(ref room);
        if (Notice(room, before) is { } notice && !room.Occupants.IsEmpty)
            sends.Add(new RoomSend(notice, room.Occupants.Everyone));
        return room;
    }

    private static RoomState Update(List<RoomSend> sends, RoomState room, Occupant occupant)
    {
        var affiliation = room.AffiliationOf(occupant.Account);
        var now = occupant with { Affiliation = affiliation };
        if (room.Configuration.IsMembersOnly && affiliation < Affiliation.Member)
        {
            return RoomExit.Remove(sends, room, new PresenceChange(now, PresenceType.Unavailable)
            {
                Statuses = [MucStatus.NowMembersOnly], // §10.2
            });
        }
        if (affiliation != occupant.Affiliation)
            now = now with { Role = RoomRoles.OnChange(room.Configuration, occupant.Role, occupant.Affiliation, affiliation) };
        else if (!room.Configuration.IsModerated && occupant.Role == Role.Visitor)
            now = now with { Role = Role.Participant }; // where nobody grants voice any more, nobody is without
        return now.Affiliation == occupant.Affiliation && now.Role == occupant.Role
            ? room
            : RoomAdmin.Change(sends, room, now, null, null);
    }

    // §10.2.1: what concerns privacy has codes of its own; anything else is 104.
    private static Message? Notice(RoomState room, RoomState before)
    {
        var (now, old) = (room.Configuration, before.Configuration);
        var codes = new List<int>();
        if (now.IsLogged != old.IsLogged)
            codes.Add(now.IsLogged ? MucStatus.Logged : MucStatus.NotLogged);
        if (now.IsNonAnonymous != old.IsNonAnonymous)
            codes.Add(now.IsNonAnonymous ? MucStatus.NowNonAnonymous : MucStatus.NowSemiAnonymous);
        var rest = old with { IsLogged = now.IsLogged, IsNonAnonymous = now.IsNonAnonymous };
        if (!IsSame(now, rest))
            codes.Insert(0, MucStatus.ConfigurationChanged);
        return codes.Count == 0 ? null : Build(room, codes);
    }

    /// <summary>§10.2.1; XEP-0486 §3.2 has it for a new avatar, too.</summary>
    public static Message Build(RoomState room, IEnumerable<int> codes) => new(
        new XElement(XmppNames.Message, new XElement(MucNames.UserX, codes.Select(MucItem.StatusOf))),
        room.Jid, null, Guid.NewGuid().ToString("N"), null, "groupchat");

    // Arrays compare by identity.
    private static bool IsSame(RoomConfiguration one, RoomConfiguration other) =>
        one.PresenceBroadcast.SequenceEqual(other.PresenceBroadcast)
        && one.MemberListReaders.SequenceEqual(other.MemberListReaders)
        && one == other with { PresenceBroadcast = one.PresenceBroadcast, MemberListReaders = one.MemberListReaders };

    private static void Trim(ref RoomState room)
    {
        var surplus = room.History.Count - room.Configuration.HistoryLength;
        if (surplus > 0)
            room = room with { History = room.History.RemoveRange(0, surplus) };
    }
}
