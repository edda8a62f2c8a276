using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage.Rooms;

namespace Xmpp.Server.Services.Muc;

/// <summary>Registrations that who runs the room has to approve (XEP-0045 §9.9), where a member has more than a guest.</summary>
internal static class RoomApproval
{
    /// <summary>So many wait at most; each has been sent to all who run the room.</summary>
    private const int MaxWaiting = 100;

    private const string NickField = "muc#register_roomnick";
    private const string JidField = "muc#jid";
    private const string AllowField = "muc#register_allow";

    /// <summary>
    /// Who may not come in does not make himself a member, nor does who has no voice: members have it (§5.1.1). Who is inside has
    /// known the password.
    /// </summary>
    public static bool IsNeeded(RoomState room, Jid from) =>
        room.AffiliationOf(from) == Affiliation.None
        && (room.Configuration.IsMembersOnly || room.Configuration.IsModerated
            || (room.Configuration.Password.Length > 0 && !room.Occupants.Of(from.Bare).Any()));

    /// <summary>The form goes to those who run the room and are inside, else to its owners, who get it when they come.</summary>
    public static RoomOutcome Ask(RoomState room, Iq iq, Jid from, string nick)
    {
        var result = RoomStanzas.Result(iq, from); // §7.10: it was received
        if (room.Asking.Contains(from.Bare))
            return RoomOutcome.Done(room, result);
        if (room.Asking.Count >= MaxWaiting)
            return RoomOutcome.Refused(room, StanzaError.ResourceConstraint);
        var form = DataForm.Create(
            DataFormType.Form, MucNames.Register,
            new(JidField, DataFormNames.JidSingle, from.Bare.ToString()) { Label = "User ID" },
            new(NickField, DataFormNames.TextSingle, nick) { Label = "Desired nickname" },
            new(AllowField, DataFormNames.Boolean, "0") { Label = "Allow this person to register with the room?" }) with
        {
            Title = "Registration request",
            Instructions = "To approve this registration request, select the \"Allow this person to register with the room?\" "
                + "checkbox and click OK.",
        };
        var request = new Message(
            new XElement(XmppNames.Message, form.ToElement()), room.Jid, null, Guid.NewGuid().ToString("N"), null, null);
        return RoomOutcome.Done(
            room with { Asking = room.Asking.Add(from.Bare) }, result, new RoomSend(request, [.. Deciders(room)]));
    }

    public static bool IsAnswer(Message message) =>
        DataForm.TryRead(message.Child(DataFormNames.X), DataFormLimits.Default, out var form) && form.FormType == MucNames.Register;

    public static RoomOutcome Answer(RoomState room, Message message, Jid from, RoomSurroundings at)
    {
        if (room.AffiliationOf(from) < Affiliation.Admin)
            return RoomOutcome.Refused(room, StanzaError.Forbidden);
        if (!DataForm.TryRead(message.Child(DataFormNames.X), DataFormLimits.Default, out var form)
            || form.Type is not (DataFormType.Submit or DataFormType.Cancel))
        {
            return RoomOutcome.Refused(room, StanzaError.BadRequest);
        }
        if (form.Type == DataFormType.Cancel)
            return RoomOutcome.Unchanged(room); // §9.9: skipped
        if (form.Boolean(AllowField) is not { } isAllowed || !Jid.TryParse(form.Value(JidField), out var account) || account.Local is null)
            return RoomOutcome.Refused(room, StanzaError.BadRequest);
        room = room with { Asking = room.Asking.Remove(account.Bare) };
        // Somebody else may have decided, or the room may have forgotten that he has asked: who runs it may make members anyway.
        if (!isAllowed || room.AffiliationOf(account) != Affiliation.None)
            return RoomOutcome.Done(room);
        if (room.Affiliations.Count >= at.Options.MaxAffiliations)
            return RoomOutcome.Refused(room, StanzaError.ResourceConstraint);
        return RoomAdmin.Grant(room, account, Affiliation.Member, FreeNick(room, account, form.Value(NickField), at));
    }

    // It may be somebody else's by now; a member he is all the same.
    private static string? FreeNick(RoomState room, Jid account, string? nick, RoomSurroundings at) =>
        nick is not null && room.Jid.TryWithResource(nick, out var occupant)
        && NickRules.TryKey(nick, at.Options.NickLength, out var key) && RoomEntry.NickConflict(room, account.Bare, key) is null
            ? occupant.Resource
            : null;

    private static IEnumerable<Jid> Deciders(RoomState room)
    {
        var inside = room.Occupants.All.Where(o => o.Affiliation >= Affiliation.Admin).SelectMany(o => o.FullJids).ToList();
        return inside.Count > 0
            ? inside
            : room.Affiliations.Values.Where(a => a.Affiliation == Affiliation.Owner).Select(a => a.Jid);
    }
}
