using System.Collections.Immutable;
using System.Xml.Linq;
using Xmpp.Server.Routing;
using Xmpp.Server.Services.Muc;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage.Rooms;

namespace Xmpp.Server.Data.Portable;

/// <summary>Gathers what a room is; what it has to say comes behind it.</summary>
internal sealed class PortableRoomReader(Jid jid, IDataSink sink, DataReport report)
{
    private readonly List<RoomAffiliation> _people = [];
    private readonly List<RoomHat> _hats = [];
    private readonly List<HatWearer> _wearers = [];
    private RoomConfiguration? _configuration;
    private RoomSubject? _subject;
    private byte[]? _card;
    private bool _isEnded;

    /// <summary>False for an element that is not of a room, which is not read then.</summary>
    public bool Take(PortableInput input)
    {
        var where = input.Where;
        if (input.Name == DataFormNames.X)
        {
            _configuration = PortableRoom.Read(input.Load());
            if (_configuration is null)
                report.Refuse(DataKind.Rooms, where, "the configuration cannot be read");
        }
        else if (input.Name == PortableNames.Affiliations)
        {
            foreach (var person in input.Load().Elements(PortableNames.Affiliation))
                Add(person, where);
        }
        else if (input.Name == PortableNames.Subject)
        {
            var element = input.Load();
            if (XmppDateTime.TryParse((string?)element.Attribute(PortableNames.At), out var at))
                _subject = new RoomSubject(element.Value, (string?)element.Attribute(PortableNames.Nick) ?? "", at);
        }
        else if (input.Name == PortableNames.Hats)
        {
            AddHats(input.Load(), where);
        }
        else if (input.Name == PortableNames.VCard)
        {
            _card = StoredElement.Write(input.Load());
        }
        else
        {
            return false;
        }
        return true;
    }

    public async ValueTask EndSettingsAsync(CancellationToken ct)
    {
        if (_isEnded)
            return;
        _isEnded = true;
        await sink.AddAsync(
            new DataPart.RoomSettings(
                new StoredRoom(jid, _configuration ?? new RoomConfiguration { IsPersistent = true, IsPublic = false }, _subject, _card)
                {
                    Hats = [.. _hats],
                },
                _people)
            {
                Wearers = _wearers,
            },
            ct);
    }

    private void AddHats(XElement element, string where)
    {
        foreach (var hat in element.Elements(PortableNames.Hat))
        {
            var (uri, title) = ((string?)hat.Attribute(PortableNames.Uri), (string?)hat.Attribute(PortableNames.Title));
            if (string.IsNullOrEmpty(uri) || string.IsNullOrEmpty(title) || _hats.Any(known => known.Uri == uri))
                report.Refuse(DataKind.Rooms, where, "a hat cannot be read");
            else
                _hats.Add(new RoomHat(uri, title, (string?)hat.Attribute(PortableNames.Hue)));
        }
        foreach (var wearer in element.Elements(PortableNames.Wearer))
        {
            var hats = wearer.Elements(PortableNames.Hat).Select(hat => (string?)hat.Attribute(PortableNames.Uri))
                .OfType<string>().Where(uri => _hats.Any(known => known.Uri == uri)).Distinct(StringComparer.Ordinal).ToImmutableArray();
            if (Jid.TryParse((string?)wearer.Attribute(PortableNames.Jid), out var who) && !hats.IsEmpty)
                _wearers.Add(new HatWearer(who.Bare, hats));
            else
                report.Refuse(DataKind.Rooms, where, "who wears a hat cannot be read");
        }
    }

    private void Add(XElement person, string where)
    {
        if (Jid.TryParse((string?)person.Attribute(PortableNames.Jid), out var who)
            && MucWords.ToAffiliation((string?)person.Attribute("affiliation")) is { } affiliation)
        {
            _people.Add(new RoomAffiliation(
                who, affiliation, (string?)person.Attribute(PortableNames.Nick), person.Value.Length > 0 ? person.Value : null));
        }
        else
        {
            report.Refuse(DataKind.Rooms, where, "what somebody is in the room cannot be read");
        }
    }
}
