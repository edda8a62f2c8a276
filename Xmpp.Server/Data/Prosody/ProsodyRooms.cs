using Xmpp.Server.Services.Muc;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage.Rooms;

namespace Xmpp.Server.Data.Prosody;

/// <summary>Rooms: the store "config" has what a room is and who is what in it, "muc_log" what was said.</summary>
internal static class ProsodyRooms
{
    public const string ConfigStore = "config";

    private const string LogStore = "muc_log";

    /// <summary>Null for a room that need not be kept, or cannot be read.</summary>
    public static DataPart.RoomSettings? Settings(Jid room, IProsodyStores stores, DataReport report)
    {
        if (stores.Read(ConfigStore, DataKind.Rooms) is not { } table)
            return null;
        if (table.Table("_data") is not { } data)
        {
            report.Refuse(DataKind.Rooms, room.ToString(), "it has no configuration");
            return null;
        }
        // Those that were destroyed leave a stone behind, others go with their last occupant.
        if (data["persistent"] is not true || data["destroyed"] is true)
        {
            report.Count(DataKind.Rooms, DataOutcome.Skipped);
            return null;
        }
        var subject = data.Text("subject") is { } text
            ? new RoomSubject(text, NickOf(data.Text("subject_from"), room), TimeOf(data.Number("subject_time")))
            : null;
        return new DataPart.RoomSettings(
            new StoredRoom(room, ConfigurationOf(data), subject, null), [.. People(room, table, report)]);
    }

    public static IEnumerable<DataPart> Archive(Jid room, IProsodyStores stores, DataReport report)
    {
        foreach (var item in stores.ReadList(LogStore, DataKind.Archive, XmppNames.Client))
        {
            var element = item.Element;
            element?.SetAttributeValue("stamp", null);
            // A room's archive has who said it; whom it was sent to is the room itself.
            element?.SetAttributeValue("to", null);
            if (element is not null && item.At is { } at && Stanza.Read(element, out var stanza) is null && stanza is Message message
                && message.From is { } from && from.Bare == room)
            {
                yield return new DataPart.Archived((Message)StanzaIds.Strip(message, room), at);
            }
            else
            {
                report.Refuse(DataKind.Archive, room.ToString(), "a message cannot be read");
            }
        }
    }

    private static RoomConfiguration ConfigurationOf(LuaTable data)
    {
        var basis = new RoomConfiguration();
        return basis with
        {
            Name = data.Text("name") ?? "",
            Description = data.Text("description") ?? "",
            Language = data.Text("language") ?? "",
            IsPersistent = true,
            IsPublic = data["hidden"] is not true,
            IsMembersOnly = data["members_only"] is true,
            IsModerated = data["moderated"] is true,
            Password = data.Text("password") ?? "",
            IsNonAnonymous = data.Text("whois") == "anyone",
            AllowSubject = data["changesubject"] is true,
            // In an open room everybody may invite; Prosody's word is about rooms for members.
            AllowInvites = data["members_only"] is not true || data["allow_member_invites"] is true,
            Whisper = data.Text("allow_pm") switch
            {
                "none" => RoomWhisper.None,
                "moderators" => RoomWhisper.Moderators,
                "participants" => RoomWhisper.Participants,
                _ => RoomWhisper.Anyone,
            },
            HistoryLength = data.Number("history_length") is >= 0 and <= 1000 and var length ? (int)length : basis.HistoryLength,
            IsArchived = data["archiving"] is not false,
            PresenceBroadcast = data.Table("presence_broadcast") is { } roles
                ? [.. basis.PresenceBroadcast.Where(role => roles[role] is not false)]
                : basis.PresenceBroadcast,
        };
    }

    private static IEnumerable<RoomAffiliation> People(Jid room, LuaTable table, DataReport report)
    {
        // Before 0.11 they stood in a table of their own.
        var people = table.Table("_affiliations") ?? table;
        var notes = table.Table("_affiliation_data");
        foreach (var (key, value) in people.Entries)
        {
            if (key is not LuaText name || name.Bytes is [(byte)'_', ..] || value is not LuaText word)
                continue;
            if (Jid.TryParse(name.ToString(), out var who) && who.IsBare && MucWords.ToAffiliation(word.ToString()) is { } affiliation)
            {
                var note = notes?.Table(name.ToString());
                var nick = note?.Text("reserved_nickname");
                if (affiliation != Affiliation.None || nick is not null)
                    yield return new RoomAffiliation(who, affiliation, nick, note?.Text("reason"));
            }
            else
            {
                report.Refuse(DataKind.Rooms, room.ToString(), "what somebody is in the room cannot be read");
            }
        }
    }

    private static string NickOf(string? from, Jid room) =>
        Jid.TryParse(from, out var jid) && jid.Bare == room ? jid.Resource ?? "" : "";

    private static DateTimeOffset TimeOf(double? seconds) =>
        new ProsodyItem(null, null, seconds, null).At ?? DateTimeOffset.UnixEpoch;
}
