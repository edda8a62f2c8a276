using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Rooms;

namespace Xmpp.Server.Services.Muc;

/// <summary>The lists of roles and affiliations (XEP-0045 §8.5, §9.2, §9.5, §9.8, §10.5, §10.8).</summary>
internal static class RoomLists
{
    public static RoomOutcome Get(RoomState room, Iq iq, XElement query, Jid from)
    {
        if (query.Elements(MucNames.AdminItem).ToList() is not [var item])
            return RoomOutcome.Refused(room, StanzaError.BadRequest);
        var role = (string?)item.Attribute(MucNames.Role);
        var affiliation = (string?)item.Attribute(MucNames.Affiliation);
        var asker = room.Occupants.Find(from);
        var own = room.AffiliationOf(from);
        if (role is null == affiliation is null)
            return RoomOutcome.Refused(room, StanzaError.BadRequest);
        if (affiliation is not null)
        {
            if (MucWords.ToAffiliation(affiliation) is not { } list || list == Affiliation.None)
                return RoomOutcome.Refused(room, StanzaError.BadRequest);
            return RoomPrivileges.ReadAffiliations(room, own, asker?.Role ?? Role.None, list) is { } refused
                ? RoomOutcome.Refused(room, refused)
                : Answer(room, iq, from, OfAffiliation(room, list));
        }
        if (MucWords.ToRole(role) is not { } wanted || wanted == Role.None)
            return RoomOutcome.Refused(room, StanzaError.BadRequest);
        return RoomPrivileges.ReadRoles(own, asker?.Role ?? Role.None, wanted) is { } error
            ? RoomOutcome.Refused(room, error)
            : Answer(room, iq, from, OfRole(room, wanted));
    }

    private static RoomOutcome Answer(RoomState room, Iq iq, Jid from, IEnumerable<XElement> items) =>
        RoomOutcome.Done(room, RoomStanzas.Result(iq, from, new XElement(MucNames.AdminQuery, items)));

    // §17.4 rule 6. In the order of the addresses, so that two answers can be compared.
    private static IEnumerable<XElement> OfAffiliation(RoomState room, Affiliation list)
    {
        foreach (var entry in room.Affiliations.Values.Where(e => e.Affiliation == list)
            .OrderBy(e => e.Jid.ToString(), StringComparer.Ordinal))
        {
            var item = new XElement(
                MucNames.AdminItem,
                new XAttribute(MucNames.Affiliation, list.ToText()), new XAttribute(MucNames.Jid, entry.Jid.ToString()));
            if (entry.Nick is { } nick)
                item.Add(new XAttribute(MucNames.Nick, nick));
            if (entry.Reason is { } reason)
                item.Add(new XElement(MucNames.AdminReason, reason));
            yield return item;
        }
    }

    // §17.4 rule 5.
    private static IEnumerable<XElement> OfRole(RoomState room, Role list)
    {
        foreach (var occupant in room.Occupants.All.Where(o => o.Role == list).OrderBy(o => o.Key, StringComparer.Ordinal))
        {
            yield return new XElement(
                MucNames.AdminItem,
                new XAttribute(MucNames.Nick, occupant.Nick), new XAttribute(MucNames.Role, list.ToText()),
                new XAttribute(MucNames.Affiliation, occupant.Affiliation.ToText()),
                new XAttribute(MucNames.Jid, occupant.Shown.FullJid.ToString()));
        }
    }
}
