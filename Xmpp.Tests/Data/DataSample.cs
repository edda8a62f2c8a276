using System.Xml.Linq;
using Xmpp.Server.Routing;
using Xmpp.Server.Services.PubSub;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Xml;
using Xmpp.Storage;
using Xmpp.Storage.Accounts;
using Xmpp.Storage.Archive;
using Xmpp.Storage.Offline;
using Xmpp.Storage.PrivateXml;
using Xmpp.Storage.PubSub;
using Xmpp.Storage.Rooms;
using Xmpp.Storage.Roster;
using Xmpp.Storage.VCards;

namespace Xmpp.Tests.Data;

/// <summary>Accounts, rooms and a service with something of everything, made from a seed.</summary>
internal sealed class DataSample(Stores stores, int seed)
{
    public const string Host = "capulet.example";

    private static readonly DateTimeOffset s_start = new(2025, 3, 4, 5, 6, 7, 89, TimeSpan.Zero);
    private static readonly string[] s_texts =
    [
        "Good morrow", "a\rb\r\nc\td", "<&>'\"]]>", "\u00e4\u03c9\U0001F600\u00a0", " two  spaces ", "\u2028\u200d", "\n",
    ];

    private ulong _state = (ulong)seed * 2654435761 + 1;
    private long _clock;

    private static CancellationToken Ct => TestContext.CurrentContext.CancellationToken;

    public async Task FillAsync(int accounts, int messages)
    {
        for (var i = 0; i < accounts; i++)
            await FillAccountAsync(Jid.Parse($"{(i % 3 == 0 ? "j\u00fcliet" : "romeo")}{i}@{Host}"), messages);
        await FillRoomAsync(Jid.Parse($"garden@conference.{Host}"), messages);
        await FillRoomAsync(Jid.Parse($"empty@conference.{Host}"), 0);
        await FillNodeAsync(Jid.Parse($"pubsub.{Host}"), "princely_musings", 7);
    }

    private async Task FillAccountAsync(Jid account, int messages)
    {
        await stores.Accounts.CreateAsync(
            new Account(account, Time(), Next(5) == 0, [.. new[] { ScramHash.Sha1, ScramHash.Sha256, ScramHash.Sha512 }.Select(Keys)]), Ct);
        for (var i = 0; i < 5; i++)
            await stores.Roster.ApplyAsync(account, Contact(i), Ct);
        await stores.VCards.SetAsync(account, new VCard(Element("vcard-temp", "vCard"), null), Ct);
        for (var i = 0; i < 3; i++)
        {
            await stores.PrivateXml.SetAsync(
                account, [new PrivateElement($"urn:x:{i}", "prefs", Element($"urn:x:{i}", "prefs"))], new PrivateXmlQuota(9, 99999), Ct);
        }
        await stores.BlockLists.AddAsync(account, [Jid.Parse("tybalt@montague.example"), Jid.Parse("spam.example"), Jid.Parse("a@b.example/c d")], Ct);
        await FillNodeAsync(account, "urn:xmpp:bookmarks:1", 3);
        await FillNodeAsync(account, "http://jabber.org/protocol/nick", 1);
        await stores.LastActivity.NoteAsync(account, new(Time(), Next(2) == 0 ? null : Text()), Ct);
        await stores.LastActivity.FlushAsync(Ct);
        await stores.Push.EnableAsync(account, new(Jid.Parse("push.example"), "n", Element("jabber:x:data", "x"), "phone", Time()), 9, Ct);
        await stores.Archive.SetPreferencesAsync(account, new(ArchivePolicy.Roster, [Jid.Parse("a@b.example")], [Jid.Parse("c@d.example/e")]), Ct);
        for (var i = 0; i < 3; i++)
            await stores.Offline.AddAsync(account, Message(Jid.Parse("nurse@verona.example/kitchen"), account), Time(), new OfflineQuota(99, 999999), Ct);
        await FillArchiveAsync(account, messages);
    }

    private async Task FillArchiveAsync(Jid owner, int messages)
    {
        var rows = new List<(long, ArchiveEntry)>();
        for (var i = 0; i < messages; i++)
        {
            var other = Jid.Parse("romeo@montague.example/orchard");
            var isSent = Next(2) == 0;
            // Some at the very next microsecond, as an import from a server with whole seconds makes them.
            var id = Next(4) == 0 && rows.Count > 0 ? rows[^1].Item1 + 1 : ArchiveTime.ToId(Time());
            rows.Add((id, Entry(other, isSent ? Message(owner, other) : Message(other, owner))));
        }
        await stores.Archive.ImportAsync(owner, rows, Ct);
    }

    private async Task FillRoomAsync(Jid room, int messages)
    {
        var configuration = new RoomConfiguration
        {
            Name = Text(),
            Description = "Where they meet",
            IsPersistent = true,
            IsPublic = Next(2) == 0,
            IsMembersOnly = true,
            Password = Next(2) == 0 ? "" : "secret <&>",
            IsNonAnonymous = true,
            Whisper = RoomWhisper.Moderators,
            MaxOccupants = 4000,
            HistoryLength = 33,
            SlowMode = 5,
            ForwardsMentions = true,
            PresenceBroadcast = ["moderator"],
            MemberListReaders = ["moderator", "participant"],
            IsArchived = false,
        };
        await stores.Rooms.SaveAsync(
            new StoredRoom(room, configuration, new RoomSubject(Text(), "nick", Time()), Element("vcard-temp", "vCard"))
            {
                Hats = [new("urn:x:host", "Host <&>", "42"), new("urn:x:guest", "Guest", null)],
            },
            [
                new(Jid.Parse($"romeo1@{Host}"), Affiliation.Owner, "Romeo"), new(Jid.Parse("bad.example"), Affiliation.Outcast, null, "spam <&>"),
                new(Jid.Parse("nurse@verona.example"), Affiliation.Member),
            ],
            [new(Jid.Parse("nurse@verona.example"), ["urn:x:guest", "urn:x:host"])],
            Ct);
        var rows = new List<(long, ArchiveEntry)>();
        for (var i = 0; i < messages; i++)
        {
            var occupant = Jid.Parse($"{room}/Romeo");
            rows.Add((ArchiveTime.ToId(Time()), Entry(occupant, Message(occupant, null, "groupchat"))));
        }
        await stores.Archive.ImportAsync(room, rows, Ct);
    }

    private async Task FillNodeAsync(Jid owner, string name, int items)
    {
        var config = new NodeConfig { AccessModel = AccessModel.Whitelist, MaxItems = 100, Title = Text().Trim(), ItemExpire = 86400, NotifySub = true };
        var creator = owner.Local is null ? Jid.Parse($"romeo1@{Host}") : owner;
        await stores.PubSub.CreateAsync(
            new PubSubNode(owner, name, creator, Time(), NodeConfigForms.Write(config))
            {
                Affiliates = [new(Jid.Parse("nurse@verona.example"), PubSubAffiliation.Member), new(creator, PubSubAffiliation.Owner)],
            },
            99, 99, Ct);
        await stores.PubSub.SetSubscriptionAsync(
            owner, name,
            new(Jid.Parse("nurse@verona.example/kitchen"), "sub1", PubSubSubscriptionState.Pending, Element("jabber:x:data", "x"), Time()), Ct);
        for (var i = 0; i < items; i++)
        {
            await stores.PubSubItems.PublishAsync(
                owner, name, [new PubSubItem($"item {i} <&>", creator, Time(), i == 2 ? [] : Element("urn:x", "payload"))],
                new PubSubItemLimits(100, false, 0), Ct);
        }
    }

    private RosterChange Contact(int i)
    {
        var contact = Jid.Parse(i == 4 ? "gateway.example" : $"friend{i}@montague.example");
        var presence = StanzaOf(new XElement(
            XmppNames.Presence, new XAttribute("type", "subscribe"), new XAttribute("from", contact.ToString()),
            new XAttribute("to", $"romeo1@{Host}"), new XElement(XNamespace.Get("http://jabber.org/protocol/nick") + "nick", Text())));
        return new RosterChange(contact)
        {
            Item = RosterEdit<RosterItem>.Set(new(
                contact, i == 0 ? null : Text(), i == 1 ? [] : ["Friends", Text()], (Subscription)(i % 4), i is 0 or 2, i == 3)),
            Request = i == 2 ? RosterEdit<SubscriptionRequest>.Set(new(contact, StoredStanza.Write(presence), Time())) : default,
        };
    }

    private ScramCredential Keys(ScramHash hash) => new(
        hash, 4096 + Next(1000), Octets(16), Octets(Server.Accounts.ScramKeys.Length(hash)), Octets(Server.Accounts.ScramKeys.Length(hash)));

    private byte[] Message(Jid from, Jid? to, string type = "chat") => StoredStanza.Write(StanzaOf(new XElement(
        XmppNames.Message, new XAttribute("type", type), new XAttribute("from", from.ToString()),
        to is null ? null : new XAttribute("to", to.ToString()), new XAttribute("id", $"m{Next(100000)}"),
        new XAttribute(XNamespace.Xml + "lang", "en"), new XElement(XmppNames.Client + "body", Text()),
        new XElement(XNamespace.Get("urn:xmpp:receipts") + "request"))));

    private static ArchiveEntry Entry(Jid contact, byte[] stanza) =>
        new(contact, StoredStanza.TryRead(stanza, out var read) ? read.Id : throw new InvalidOperationException(), stanza);

    private static Stanza StanzaOf(XElement element) =>
        Stanza.Read(element, out var stanza) is null && stanza is not null ? stanza : throw new InvalidOperationException();

    private byte[] Element(string ns, string name)
    {
        XNamespace space = ns;
        return StanzaWriter.ToBytes(new XElement(
            space + name, new XAttribute("kind", Text()), new XElement(space + "FN", Text()),
            new XElement(XNamespace.Get("urn:other") + "inner", new XAttribute(XNamespace.Get("urn:a") + "b", "c"))));
    }

    private string Text() => s_texts[Next(s_texts.Length)] + Next(1000);

    private byte[] Octets(int count) => [.. Enumerable.Range(0, count).Select(_ => (byte)Next(256))];

    private DateTimeOffset Time() => s_start + TimeSpan.FromMilliseconds(_clock += 1 + Next(5000));

    private int Next(int limit)
    {
        _state = _state * 6364136223846793005 + 1442695040888963407;
        return (int)((_state >> 33) % (ulong)limit);
    }
}
