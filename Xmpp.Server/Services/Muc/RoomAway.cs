using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Rooms;

namespace Xmpp.Server.Services.Muc;

/// <summary>Those whose affiliation changes while they are not in the room (XEP-0045 §18.1 rule 2, code 101).</summary>
internal static class RoomAway
{
    /// <param name="room">As it is now.</param>
    /// <param name="before">As it was.</param>
    /// <param name="accounts">Whose affiliation may have changed.</param>
    public static void Tell(List<RoomSend> sends, RoomState room, RoomState before, IEnumerable<Jid> accounts)
    {
        foreach (var account in accounts)
        {
            var (was, now) = (before.AffiliationOf(account), room.AffiliationOf(account));
            // Strangers who are banned never asked for news of this room.
            if (was == now || account.Local is null || (was < Affiliation.Member && now < Affiliation.Member)
                || before.Occupants.Of(account).Any())
            {
                continue;
            }
            var notice = new XElement(
                XmppNames.Message, new MucItem(now, Role.None).ToX([MucStatus.AffiliationChanged]));
            sends.Add(new RoomSend(new Message(notice, room.Jid, null, null, null, null), account));
        }
    }
}
