using System.Xml.Linq;
using Xmpp.Server.Features.Archive;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage.Rooms;

namespace Xmpp.Server.Services.Muc;

/// <summary>Messages that are taken back: by their authors (XEP-0424), or by moderators (XEP-0425).</summary>
internal sealed class RoomModeration(RoomArchive archive)
{
    /// <summary>XEP-0425 §3.</summary>
    public async ValueTask<RoomOutcome> ModerateAsync(
        RoomState room, Iq iq, XElement moderate, Jid from, RoomSurroundings at, CancellationToken ct)
    {
        if (RoomStanzas.IsNoneFor(room, from))
            return RoomOutcome.Refused(room, StanzaError.ItemNotFound);
        var moderator = room.Occupants.Find(from);
        if (moderator?.Role != Role.Moderator && room.AffiliationOf(from) < Affiliation.Admin)
            return RoomOutcome.Refused(room, StanzaError.Forbidden); // §3.2
        if ((string?)moderate.Attribute(XmppNames.Id) is not { Length: > 0 } id || moderate.Element(ArchiveNames.Retract) is null)
            return RoomOutcome.Refused(room, StanzaError.BadRequest);
        var reason = moderate.Element(MucNames.ModerationReason)?.Value;
        reason = reason is null ? null : RoomInvitations.Cut(reason, at.Options.TextLength);
        var moderated = Moderated(room, moderator);
        if (!await TakeBackAsync(room, id, message => Tombstone(message, at.Now, moderated, reason), _ => true, ct))
            return RoomOutcome.Refused(room, StanzaError.ItemNotFound);
        room = InHistory(room, id, message => Tombstone(message, at.Now, moderated, reason));
        var retract = new XElement(ArchiveNames.Retract, new XAttribute(XmppNames.Id, id), new XElement(moderated));
        if (reason is not null)
            retract.Add(new XElement(ArchiveNames.Retraction + "reason", reason));
        var notice = new Message(
            new XElement(XmppNames.Message, retract), room.Jid, null, Guid.NewGuid().ToString("N"), null, "groupchat");
        return RoomOutcome.Done(
            room, new RoomSend(notice, room.Occupants.Everyone) { IsForAll = true }, RoomStanzas.Result(iq, from));
    }

    /// <summary>
    /// XEP-0424 §4: a tombstone in the place of what its author takes back, and the message goes on as any other. Null
    /// for every other message.
    /// </summary>
    public async ValueTask<RoomOutcome?> TryRetractAsync(
        RoomState room, Message message, Jid author, RoomSurroundings at, CancellationToken ct)
    {
        if (message.Type != MessageType.GroupChat || ArchiveRetractions.Retracted(message) is not { } id)
            return null;
        var outcome = RoomStanzas.Handle(room, message, at);
        if (outcome.Error is not null || room.Occupants.Find(author) is not { } occupant)
            return outcome;
        // §5: nobody else's; the occupant id says whose it is, whatever the nickname was then.
        bool IsOwn(Message kept) => (string?)kept.Child(MucNames.OccupantId)?.Attribute(XmppNames.Id) == occupant.Id;
        Message Replaced(Message kept) => Tombstone(kept, at.Now, null, null, message.Id);
        await TakeBackAsync(room, id, Replaced, IsOwn, ct);
        var state = outcome.State;
        return outcome with { State = InHistory(state, id, kept => IsOwn(kept) ? Replaced(kept) : kept) };
    }

    private async Task<bool> TakeBackAsync(
        RoomState room, string id, Func<Message, Message> replace, Func<Message, bool> isMeant, CancellationToken ct) =>
        await archive.ReplaceAsync(
            room, id,
            kept => isMeant(kept) && !kept.Has(ArchiveNames.Retract) && !RoomSubjects.IsChange(kept) ? replace(kept) : null, ct)
        || room.History.Exists(entry => entry.Id == id && isMeant(entry.Message) && !entry.Message.Has(ArchiveNames.Retracted));

    private static RoomState InHistory(RoomState room, string id, Func<Message, Message> replace)
    {
        var index = room.History.FindIndex(entry => entry.Id == id);
        if (index < 0)
            return room;
        var entry = room.History[index];
        var replaced = replace(entry.Message);
        if (entry.Message.Child(StanzaIds.Name) is { } stanzaId && !replaced.Has(StanzaIds.Name))
            replaced = (Message)replaced.WithChild(stanzaId);
        return room with { History = room.History.SetItem(index, entry with { Message = replaced }) };
    }

    // XEP-0425 §4: who did it, as the room knows him.
    private static XElement Moderated(RoomState room, Occupant? moderator)
    {
        var moderated = new XElement(MucNames.Moderated);
        if (moderator is null)
            return moderated;
        moderated.Add(new XAttribute("by", moderator.Jid.ToString()), RoomPresences.OccupantIdOf(moderator));
        return moderated;
    }

    // XEP-0424 §4, XEP-0425 §4: nothing of what it said is left; who said it stays.
    private static Message Tombstone(Message message, DateTimeOffset now, XElement? moderated, string? reason, string? by = null)
    {
        var retracted = new XElement(
            ArchiveNames.Retracted, new XAttribute(ArchiveNames.Stamp, XmppDateTime.Format(now)));
        if (by is not null)
            retracted.Add(new XAttribute(XmppNames.Id, by));
        if (moderated is not null)
            retracted.Add(new XElement(moderated));
        if (reason is not null)
            retracted.Add(new XElement(ArchiveNames.Retraction + "reason", reason));
        var element = new XElement(XmppNames.Message, retracted);
        foreach (var name in (XName[])[MucNames.OccupantId, MucNames.UserX])
        {
            if (message.Child(name) is { } child)
                element.Add(new XElement(child));
        }
        return new Message(element, message.From, null, message.Id, null, message.TypeName);
    }
}
