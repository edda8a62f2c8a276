using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage.Rooms;

namespace Xmpp.Server.Services.Muc;

/// <summary>Registering with a room, which makes a member and reserves a nickname (XEP-0045 §7.10).</summary>
internal static class RoomRegistration
{
    private const string NickField = "muc#register_roomnick";
    private static readonly XNamespace s_ns = "jabber:iq:register";
    public static readonly XName Query = s_ns + "query";
    private static readonly XName s_registered = s_ns + "registered";
    private static readonly XName s_username = s_ns + "username";
    private static readonly XName s_instructions = s_ns + "instructions";
    private static readonly XName s_remove = s_ns + "remove";

    public static RoomOutcome Get(RoomState room, Iq iq, Jid from)
    {
        if (Refusal(room, from) is { } error)
            return RoomOutcome.Refused(room, error);
        var query = new XElement(Query);
        if (room.Affiliations.TryGetValue(from.Bare, out var entry) && entry.Nick is { } nick)
        {
            query.Add(new XElement(s_registered), new XElement(s_username, nick));
            return RoomOutcome.Done(room, RoomStanzas.Result(iq, from, query));
        }
        var field = new DataFormField(NickField, DataFormNames.TextSingle) { Label = "Desired nickname", IsRequired = true };
        query.Add(
            new XElement(s_instructions, $"Choose the nickname that is to be yours in {room.Jid}."),
            DataForm.Create(DataFormType.Form, MucNames.Register, field).ToElement());
        return RoomOutcome.Done(room, RoomStanzas.Result(iq, from, query));
    }

    public static RoomOutcome Set(RoomState room, Iq iq, XElement query, Jid from, RoomSurroundings at)
    {
        if (query.Element(s_remove) is not null)
            return Remove(room, iq, from);
        if (Refusal(room, from) is { } error)
            return RoomOutcome.Refused(room, error);
        if (!DataForm.TryRead(query.Element(DataFormNames.X), DataFormLimits.Default, out var form)
            || form.FormType != MucNames.Register)
        {
            return RoomOutcome.Refused(room, StanzaError.BadRequest);
        }
        if (form.Type == DataFormType.Cancel)
            return RoomOutcome.Done(room, RoomStanzas.Result(iq, from));
        if (form.Type != DataFormType.Submit || form.Value(NickField) is not { } nick)
            return RoomOutcome.Refused(room, StanzaError.BadRequest);
        if (!room.Jid.TryWithResource(nick, out var occupantJid) || !NickRules.TryKey(nick, at.Options.NickLength, out var key))
            return RoomOutcome.Refused(room, StanzaError.NotAcceptable);
        if (RoomEntry.NickConflict(room, from.Bare, key) is { } conflict)
            return RoomOutcome.Refused(room, conflict);
        if (room.Affiliations.Count >= at.Options.MaxAffiliations && !room.Affiliations.ContainsKey(from.Bare))
            return RoomOutcome.Refused(room, StanzaError.ResourceConstraint);
        if (RoomApproval.IsNeeded(room, from))
            return RoomApproval.Ask(room, iq, from, occupantJid.Resource ?? nick);
        var affiliation = room.AffiliationOf(from);
        var entry = new RoomAffiliation(
            from.Bare, affiliation < Affiliation.Member ? Affiliation.Member : affiliation, occupantJid.Resource);
        return Apply(room.With(entry), iq, from);
    }

    // XEP-0077 §3.2. Who runs the room goes on doing so; what was reserved is free.
    private static RoomOutcome Remove(RoomState room, Iq iq, Jid from)
    {
        if (!room.Affiliations.TryGetValue(from.Bare, out var entry) || entry.Affiliation < Affiliation.Member)
            return RoomOutcome.Refused(room, StanzaError.RegistrationRequired);
        var left = entry.Affiliation == Affiliation.Member ? Affiliation.None : entry.Affiliation;
        return Apply(room.With(entry with { Affiliation = left, Nick = null }), iq, from);
    }

    private static StanzaError? Refusal(RoomState room, Jid from) => room.AffiliationOf(from) switch
    {
        Affiliation.Outcast => StanzaError.NotAllowed,
        Affiliation.None when RoomDisco.IsConcealed(room, from) => StanzaError.ItemNotFound, // §6.4
        Affiliation.None when !room.Configuration.AllowRegistration => StanzaError.NotAllowed,
        _ => null,
    };

    private static RoomOutcome Apply(RoomState room, Iq iq, Jid from)
    {
        var sends = new List<RoomSend> { RoomStanzas.Result(iq, from) };
        var affiliation = room.AffiliationOf(from);
        foreach (var occupant in room.Occupants.Of(from.Bare).Where(o => o.Affiliation != affiliation).ToList())
        {
            var now = occupant with
            {
                Affiliation = affiliation,
                Role = RoomRoles.OnChange(room.Configuration, occupant.Role, occupant.Affiliation, affiliation),
            };
            room = room.Configuration.IsMembersOnly && affiliation < Affiliation.Member
                ? RoomExit.Remove(sends, room, new PresenceChange(now, PresenceType.Unavailable) { Statuses = [MucStatus.LostMembership] })
                : RoomAdmin.Change(sends, room, now, null, null);
        }
        return RoomOutcome.Done(room, sends);
    }
}
