using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Rooms;

namespace Xmpp.Server.Services.Muc;

/// <summary>One change that somebody asks for (XEP-0045 §8 to §10): of a role, by nickname, or of an affiliation.</summary>
/// <param name="Jid">The account or domain whose affiliation it is; null for a role.</param>
/// <param name="Nick">Whose role it is, or the nickname to reserve; empty to reserve none (§9.5).</param>
internal sealed record RoomAdminItem(Jid? Jid, string? Nick, Role? Role, Affiliation? Affiliation, string? Reason)
{
    /// <summary>Null and the item, or what is wrong with it (§17.4 rules 4 to 6).</summary>
    public static StanzaError? Read(XElement element, RoomState room, int textLength, out RoomAdminItem? item)
    {
        item = null;
        var role = (string?)element.Attribute(MucNames.Role);
        var affiliation = (string?)element.Attribute(MucNames.Affiliation);
        var nick = (string?)element.Attribute(MucNames.Nick);
        if ((role is null) == (affiliation is null))
            return StanzaError.BadRequest;
        var reason = element.Element(MucNames.AdminReason)?.Value;
        reason = reason is null ? null : RoomInvitations.Cut(reason, textLength);
        if (role is not null)
        {
            if (MucWords.ToRole(role) is not { } read || nick is null)
                return StanzaError.BadRequest;
            item = new RoomAdminItem(null, nick, read, null, reason);
            return null;
        }
        if (MucWords.ToAffiliation(affiliation) is not { } wanted)
            return StanzaError.BadRequest;
        // Some clients name an occupant by his nickname here, too.
        var address = (string?)element.Attribute(MucNames.Jid) ?? room.Occupants.FindNick(nick)?.Account.ToString();
        if (address is null)
            return nick is null ? StanzaError.BadRequest : StanzaError.ItemNotFound;
        if (!Stanzas.Jids.Jid.TryParse(address, out var jid))
            return StanzaError.JidMalformed;
        // §9.2: of a domain there are bans only.
        if (jid.Local is null && wanted > Storage.Rooms.Affiliation.None)
            return StanzaError.NotAllowed;
        item = new RoomAdminItem(
            jid.Bare, element.Attribute(MucNames.Jid) is null ? null : nick, null, wanted, reason); // §10.3: the bare JID counts
        return null;
    }
}
