using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;

namespace Xmpp.Server.Services.Muc;

/// <summary>
/// Who belongs to a room, is mentioned in it (XEP-0372 §3.2.3) and is not inside, is sent that message (XEP-0452 §3.2): by
/// his address, or by the nickname that he has reserved.
/// </summary>
internal static class RoomMentions
{
    /// <summary>So many of one message hear of it at most.</summary>
    private const int Max = 20;

    private static readonly XName s_mentions = XName.Get("mentions", "urn:xmpp:mmn:0");
    private static readonly XName s_reference = XName.Get("reference", "urn:xmpp:reference:0");
    private static readonly XName s_store = XName.Get("store", "urn:xmpp:hints");

    /// <param name="room">After the messages.</param>
    /// <param name="sends">What went out, with the room's ids.</param>
    /// <param name="now">When.</param>
    public static IReadOnlyList<RoomSend> Of(RoomState room, IReadOnlyList<RoomSend> sends, DateTimeOffset now)
    {
        if (!room.Configuration.ForwardsMentions)
            return [];
        List<RoomSend>? forwarded = null;
        foreach (var send in sends)
        {
            if (send is not { IsForAll: true, Stanza: Message message })
                continue;
            foreach (var account in Mentioned(room, message).Distinct().Take(Max))
                (forwarded ??= []).Add(new RoomSend(Forward(room, message, now), account));
        }
        return forwarded ?? (IReadOnlyList<RoomSend>)[];
    }

    private static IEnumerable<Jid> Mentioned(RoomState room, Message message)
    {
        foreach (var reference in message.Element.Elements(s_reference))
        {
            if ((string?)reference.Attribute(XmppNames.Type) != "mention"
                || (string?)reference.Attribute("uri") is not { } uri || !uri.StartsWith("xmpp:", StringComparison.Ordinal)
                || !Jid.TryParse(Uri.UnescapeDataString(uri["xmpp:".Length..]), out var named))
            {
                continue;
            }
            var account = named.Bare != room.Jid ? named.Bare
                : named.Resource is { } nick && NickRules.KeyOf(nick) is { } key ? room.ReservedBy(key) : null;
            if (account is not null && room.IsMember(account) && !room.Occupants.Of(account).Any())
                yield return account;
        }
    }

    // XEP-0334 §4.4: it has no body, and may be of interest all the same to who is offline.
    private static Message Forward(RoomState room, Message message, DateTimeOffset now) => new(
        new XElement(
            XmppNames.Message,
            new XElement(s_mentions, Forwarded.ToElement(message.WithTo(room.Jid), Delay.ToElement(now, room.Jid))), new XElement(s_store)),
        room.Jid, null, Guid.NewGuid().ToString("N"), null, null);
}
