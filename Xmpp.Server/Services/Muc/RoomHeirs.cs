using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Rooms;

namespace Xmpp.Server.Services.Muc;

/// <summary>Who runs a room when an account is deleted that owned it.</summary>
internal static class RoomHeirs
{
    /// <summary>
    /// Without the account. XEP-0045 §10.4 leaves no room without an owner, and does not say who is next: the admins, all of
    /// them, for nothing tells one from the others. A room without admins is the operator's to give away.
    /// </summary>
    public static RoomOutcome Without(RoomState room, Jid account)
    {
        room = room.With(new RoomAffiliation(account, Affiliation.None)) with { Wearers = room.Wearers.Remove(account) };
        var sends = new List<RoomSend>();
        if (!room.Exists || room.Owners > 0)
            return RoomOutcome.Done(room);
        foreach (var entry in room.Affiliations.Values.Where(a => a.Affiliation == Affiliation.Admin).ToList())
        {
            room = room.With(entry with { Affiliation = Affiliation.Owner });
            foreach (var occupant in room.Occupants.Of(entry.Jid).ToList())
                room = RoomAdmin.Change(sends, room, occupant with { Affiliation = Affiliation.Owner }, null, null);
        }
        return RoomOutcome.Done(room, sends);
    }
}
