using Xmpp.Server.Routing;
using Xmpp.Server.Services.Muc;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage.Foreign;
using Xmpp.Storage.Rooms;

namespace Xmpp.Server.Data.Ejabberd;

/// <summary>A room: "muc_room" has what it is and who is what in it as a term, "archive" what was said under its address.</summary>
internal sealed class EjabberdRoom(EjabberdDatabase database, string host, Jid room, DataReport report)
{
    private readonly Dictionary<string, DateTimeOffset> _subjects = new(StringComparer.Ordinal);

    /// <summary>Null for a room that need not be kept, or cannot be read.</summary>
    public DataPart.RoomSettings? Read()
    {
        if (database.Room(room.Domain, room.Local ?? "") is not [var row] || ErlangOptions.Read(row["opts"]) is not { } options)
        {
            report.Refuse(DataKind.Rooms, room.ToString(), "it cannot be read");
            return null;
        }
        if (options.Flag("persistent") != true)
        {
            report.Count(DataKind.Rooms, DataOutcome.Skipped);
            return null;
        }
        if (options.Flag("captcha_protected") == true)
            report.Unknown("room that asks a captcha", room.ToString());
        if (options.List("hats_users").Count > 0)
            report.Unknown("hats of a room", room.ToString());
        var card = ForeignElement.Read(options.Text("vcard"), XmppNames.Client);
        return new DataPart.RoomSettings(
            new StoredRoom(room, EjabberdRoomOptions.ToConfiguration(options), SubjectOf(options), card is null ? null : StoredElement.Write(card)),
            [.. People(options)]);
    }

    public IEnumerable<DataPart> Archive()
    {
        foreach (var row in EjabberdMessages.Archived(database, host, room.ToString()))
        {
            // The nickname stands beside it. A room's archive has who said it; whom it was sent to is the room itself.
            if (Jid.TryCreate(room.Local, room.Domain, row["nick"], out var who) && who.Resource is not null
                && EjabberdMessages.Read(row, element =>
                {
                    element.SetAttributeValue("from", who.ToString());
                    element.SetAttributeValue("to", null);
                }) is var (message, at))
            {
                if (message.Child(XmppNames.Client + "subject") is { } subject && message.Child(XmppNames.Client + "body") is null)
                    _subjects[subject.Value] = at;
                yield return new DataPart.Archived((Message)StanzaIds.Strip(message, room), at);
            }
            else
            {
                report.Refuse(DataKind.Archive, room.ToString(), "a message cannot be read");
            }
        }
    }

    /// <summary>The same, with the time of the subject, which only the archive knows; in milliseconds, as it is kept.</summary>
    public DataPart.RoomSettings WithSubject(DataPart.RoomSettings settings) =>
        settings.Room.Subject is { } subject && _subjects.TryGetValue(subject.Text, out var at)
            ? settings with { Room = settings.Room with { Subject = subject with { At = DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds()) } } }
            : settings;

    private static RoomSubject? SubjectOf(ErlangOptions options)
    {
        var text = options["subject"] switch
        {
            ErlangTerm.Binary binary => binary.Text,
            ErlangTerm.Sequence { Items: [ErlangTerm.Tuple { Items: [.., ErlangTerm.Binary first] }, ..] } => first.Text,
            _ => null,
        };
        var author = options["subject_author"] switch
        {
            ErlangTerm.Binary binary => binary.Text,
            ErlangTerm.Tuple { Items: [ErlangTerm.Binary nick, ..] } => nick.Text,
            _ => null,
        };
        return string.IsNullOrEmpty(text) ? null : new RoomSubject(text, author ?? "", DateTimeOffset.UnixEpoch);
    }

    private IEnumerable<RoomAffiliation> People(ErlangOptions options)
    {
        var nicks = new Dictionary<Jid, string>();
        foreach (var row in database.RoomNicks(room.ToString()))
        {
            if (Jid.TryParse(row["jid"], out var who) && row["nick"] is { Length: > 0 } nick)
                nicks.TryAdd(who.Bare, nick);
        }
        foreach (var item in options.List("affiliations"))
        {
            if (item is ErlangTerm.Tuple { Items: [var address, var value] } && EjabberdJid.Read(address) is { IsBare: true } who
                && AffiliationOf(value) is var (affiliation, reason))
            {
                if (affiliation != Affiliation.None)
                    yield return new RoomAffiliation(who, affiliation, nicks.Remove(who, out var nick) ? nick : null, reason);
            }
            else
            {
                report.Refuse(DataKind.Rooms, room.ToString(), "what somebody is in the room cannot be read");
            }
        }
        foreach (var (who, nick) in nicks)
            yield return new RoomAffiliation(who, Affiliation.None, nick, null);
    }

    // With a reason, or without in rooms of long ago.
    private static (Affiliation Affiliation, string? Reason)? AffiliationOf(ErlangTerm value)
    {
        var (word, reason) = value switch
        {
            ErlangTerm.Atom atom => (atom.Name, null),
            ErlangTerm.Tuple { Items: [ErlangTerm.Atom atom, ErlangTerm.Binary text] } => (atom.Name, text.Text),
            _ => ("", null),
        };
        return MucWords.ToAffiliation(word) is { } affiliation ? (affiliation, string.IsNullOrEmpty(reason) ? null : reason) : null;
    }
}
