using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;

namespace Xmpp.Server.Services.Muc;

/// <summary>Requests for voice, and moderators' answers to them (XEP-0045 §7.13, §8.6).</summary>
internal static class RoomVoice
{
    private const string RoleField = "muc#role";
    private const string JidField = "muc#jid";
    private const string NickField = "muc#roomnick";
    private const string AllowField = "muc#request_allow";

    public static bool IsForm(Message message) => message.Has(DataFormNames.X);

    public static RoomOutcome OnForm(RoomState room, Message message, Jid from, RoomSurroundings at)
    {
        if (!DataForm.TryRead(message.Child(DataFormNames.X), DataFormLimits.Default, out var form)
            || form.FormType != MucNames.Request)
        {
            return RoomOutcome.Refused(room, StanzaError.BadRequest);
        }
        if (room.Occupants.Find(from) is not { } occupant)
            return RoomOutcome.Refused(room, StanzaError.NotAcceptable);
        if (form.Type == DataFormType.Cancel)
            return RoomOutcome.Unchanged(room); // §8.6: the moderator skips it
        return form.Field(AllowField) is null ? Ask(room, occupant, form, at) : Answer(room, occupant, form);
    }

    private static RoomOutcome Ask(RoomState room, Occupant occupant, DataForm form, RoomSurroundings at)
    {
        if (form.Value(RoleField) != Role.Participant.ToText())
            return RoomOutcome.Refused(room, StanzaError.BadRequest);
        if (!room.Configuration.AllowVoiceRequests)
            return RoomOutcome.Refused(room, StanzaError.Forbidden);
        if (occupant.Role != Role.Visitor || room.Occupants.Moderators.IsEmpty)
            return RoomOutcome.Unchanged(room); // he may speak, or there is nobody to ask
        // §14.6: each of them is a window on a moderator's screen.
        if (!occupant.Presences.TryTake(at.Now, at.Options.PresencesPerSecond, at.Options.BurstPresences, out var left))
            return RoomOutcome.Refused(room, StanzaError.PolicyViolation with { Type = StanzaErrorType.Wait });
        room = room with { Occupants = room.Occupants.With(occupant with { Presences = left }) };
        var request = DataForm.Create(
            DataFormType.Form, MucNames.Request,
            new(RoleField, DataFormNames.ListSingle, Role.Participant.ToText()) { Label = "Requested role" },
            new(JidField, DataFormNames.JidSingle, occupant.Shown.FullJid.ToString()) { Label = "User ID" },
            new(NickField, DataFormNames.TextSingle, occupant.Nick) { Label = "Room nickname" },
            new(AllowField, DataFormNames.Boolean, "false") { Label = "Grant voice to this person?" }) with
        {
            Title = "Voice request",
            Instructions = "To approve this request for voice, select the \"Grant voice to this person?\" checkbox and click OK.",
        };
        var element = new System.Xml.Linq.XElement(XmppNames.Message, request.ToElement());
        return RoomOutcome.Done(
            room, new RoomSend(new Message(element, room.Jid, null, null, null, null), room.Occupants.Moderators));
    }

    private static RoomOutcome Answer(RoomState room, Occupant moderator, DataForm form)
    {
        if (moderator.Role != Role.Moderator)
            return RoomOutcome.Refused(room, StanzaError.Forbidden);
        if (form.Boolean(AllowField) is not { } isAllowed)
            return RoomOutcome.Refused(room, StanzaError.BadRequest);
        if (!isAllowed)
            return RoomOutcome.Unchanged(room);
        if (room.Occupants.FindNick(form.Value(NickField)) is not { } occupant)
            return RoomOutcome.Refused(room, StanzaError.ItemNotFound);
        if (occupant.Role != Role.Visitor)
            return RoomOutcome.Unchanged(room); // another moderator was faster
        var sends = new List<RoomSend>();
        room = RoomAdmin.Change(sends, room, occupant with { Role = Role.Participant }, null, null);
        return RoomOutcome.Done(room, sends);
    }
}
