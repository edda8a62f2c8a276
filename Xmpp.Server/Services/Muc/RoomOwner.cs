using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage.Rooms;

namespace Xmpp.Server.Services.Muc;

/// <summary>Configuring and destroying a room (XEP-0045 §10.1, §10.2, §10.9; cases MUC-09).</summary>
internal static class RoomOwner
{
    public static RoomOutcome Get(RoomState room, Iq iq, Jid from, RoomSurroundings at) =>
        room.AffiliationOf(from) == Affiliation.Owner
            ? RoomOutcome.Done(room, RoomStanzas.Result(
                iq, from, new XElement(MucNames.OwnerQuery, RoomForm.Write(room, at.Options).ToElement())))
            : RoomOutcome.Refused(room, StanzaError.Forbidden);

    public static RoomOutcome Set(RoomState room, Iq iq, XElement query, Jid from, RoomSurroundings at)
    {
        if (room.AffiliationOf(from) != Affiliation.Owner)
            return RoomOutcome.Refused(room, StanzaError.Forbidden);
        if (query.Element(MucNames.OwnerDestroy) is { } destroy)
            return Destroy(room, iq, destroy, from, at);
        if (!DataForm.TryRead(query.Element(DataFormNames.X), DataFormLimits.Default, out var form))
            return RoomOutcome.Refused(room, StanzaError.BadRequest);
        return form.Type switch
        {
            DataFormType.Cancel => Cancel(room, iq, from),
            DataFormType.Submit => Submit(room, iq, form, from, at),
            _ => RoomOutcome.Refused(room, StanzaError.BadRequest),
        };
    }

    // §10.1.3: of the first configuration it ends the room; later it leaves all as it was (§10.2).
    private static RoomOutcome Cancel(RoomState room, Iq iq, Jid from)
    {
        if (!room.IsLocked)
            return RoomOutcome.Done(room, RoomStanzas.Result(iq, from));
        var ended = RoomExit.Destroy(room, new XElement(MucNames.UserDestroy));
        return RoomOutcome.Done(ended.State, [.. ended.Sends, RoomStanzas.Result(iq, from)]);
    }

    private static RoomOutcome Submit(RoomState room, Iq iq, DataForm form, Jid from, RoomSurroundings at)
    {
        // XEP-0068 §3.1. §10.1.2: an empty form takes the room as it is.
        if (form.Fields.Length > 0 && form.FormType is not (null or MucNames.RoomConfig))
            return RoomOutcome.Refused(room, StanzaError.BadRequest);
        var refused = RoomForm.Apply(form, room.Configuration, at.Options, out var configuration)
            ?? RoomForm.ReadJids(form, RoomForm.AdminsField, out _) ?? RoomForm.ReadJids(form, RoomForm.OwnersField, out _);
        if (refused is not null)
            return RoomOutcome.Refused(room, refused);
        RoomForm.ReadJids(form, RoomForm.AdminsField, out var admins);
        RoomForm.ReadJids(form, RoomForm.OwnersField, out var owners);
        var after = room with { Configuration = configuration, IsLocked = false };
        after = WithList(WithList(after, admins, Affiliation.Admin), owners, Affiliation.Owner);
        if (after.Owners == 0)
            return RoomOutcome.Refused(room, StanzaError.Conflict); // §10.2: the last owner stays
        if (after.Affiliations.Count > at.Options.MaxAffiliations)
            return RoomOutcome.Refused(room, StanzaError.ResourceConstraint);
        var sends = new List<RoomSend> { RoomStanzas.Result(iq, from) };
        after = RoomConfigurationChange.Tell(sends, after, room);
        RoomAway.Tell(sends, after, room, (admins ?? []).Concat(owners ?? []).Concat(room.Affiliations.Keys).Distinct());
        return RoomOutcome.Done(after, sends);
    }

    // A list in the form is complete: who is not on it any more goes back to being a member.
    private static RoomState WithList(RoomState room, IReadOnlyList<Jid>? jids, Affiliation affiliation)
    {
        if (jids is null)
            return room;
        foreach (var entry in room.Affiliations.Values.Where(a => a.Affiliation == affiliation && !jids.Contains(a.Jid)))
            room = room.With(entry with { Affiliation = Affiliation.Member });
        foreach (var jid in jids.Where(j => room.AffiliationOf(j) < affiliation))
        {
            var nick = room.Affiliations.GetValueOrDefault(jid)?.Nick;
            room = room.With(new RoomAffiliation(jid, affiliation, nick));
        }
        return room;
    }

    // §10.9
    private static RoomOutcome Destroy(RoomState room, Iq iq, XElement destroy, Jid from, RoomSurroundings at)
    {
        var told = new XElement(MucNames.UserDestroy);
        if ((string?)destroy.Attribute(MucNames.Jid) is { } venue)
        {
            if (!Jid.TryParse(venue, out var jid))
                return RoomOutcome.Refused(room, StanzaError.JidMalformed);
            told.Add(new XAttribute(MucNames.Jid, jid.ToString()));
        }
        if (destroy.Element(MucNames.OwnerReason)?.Value is { } reason)
            told.Add(new XElement(MucNames.UserReason, RoomInvitations.Cut(reason, at.Options.TextLength)));
        if (destroy.Element(MucNames.OwnerPassword)?.Value is { } password)
            told.Add(new XElement(MucNames.UserPassword, RoomInvitations.Cut(password, at.Options.NameLength)));
        var ended = RoomExit.Destroy(room, told);
        return RoomOutcome.Done(ended.State, [.. ended.Sends, RoomStanzas.Result(iq, from)]);
    }
}
