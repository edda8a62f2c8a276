using Xmpp.Server.Features.Push;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Rooms;

namespace Xmpp.Server.Services.Muc;

/// <summary>
/// Who belongs to a room and is not inside hears of its messages all the same: his devices are notified (XEP-0357), and
/// read on in the archive (XEP-0313).
/// </summary>
/// <param name="push">Null where there is no push.</param>
internal sealed class RoomAbsentees(PushFeature? push, HostTable hosts)
{
    public void Notify(RoomState room, IReadOnlyList<RoomSend> sends)
    {
        if (push is null)
            return;
        foreach (var send in sends)
        {
            if (send is { IsForAll: true, Stanza: Message message })
                Notify(push, room, message);
        }
    }

    private void Notify(PushFeature push, RoomState room, Message message)
    {
        HashSet<Jid>? inside = null;
        foreach (var entry in room.Affiliations.Values)
        {
            // An account elsewhere has a server of its own that would have to know.
            if (entry.Affiliation < Affiliation.Member || !hosts.Contains(entry.Jid.Domain))
                continue;
            inside ??= [.. room.Occupants.All.Select(occupant => occupant.Account)];
            if (!inside.Contains(entry.Jid))
                push.OnMissed(entry.Jid, message);
        }
    }
}
