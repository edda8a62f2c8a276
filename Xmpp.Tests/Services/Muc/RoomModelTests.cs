using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Server.Services.Muc;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;

namespace Xmpp.Tests.Services.Muc;

/// <summary>
/// Many occupants do things in random order; each keeps what the room tells him, as a client does. At the end every view
/// is that of the room, and everybody has heard every message that was said while he was there, once and in order.
/// </summary>
public class RoomModelTests
{
    private const int People = 8;
    private const int Steps = 400;

    private static readonly Jid s_room = Jid.Parse("court@conference.capulet.example");
    private static readonly RoomOptions s_options = new() { PresencesPerSecond = 0, MessagesPerSecond = 0, JoinsPerSecond = 0 };

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(4)]
    [TestCase(5)]
    [TestCase(6)]
    [TestCase(7)]
    [TestCase(8)]
    public void Every_view_is_that_of_the_room(int seed)
    {
        var world = new World(seed);
        for (var step = 0; step < Steps; step++)
        {
            world.Step();
            world.Check($"seed {seed}, step {step}: {world.Last}");
        }
        Assert.That(world.Refused, Is.LessThan(Steps * 3 / 4), "most steps were refused: they show nothing");
    }

    private sealed class World(int seed)
    {
        private readonly Dice _random = new(seed);
        private readonly OccupantIds _ids = new(new byte[32]);
        private readonly Dictionary<Jid, View> _views = [];
        private readonly List<string> _said = [];
        private readonly Jid[] _devices =
        [
            .. Enumerable.Range(0, People).SelectMany(i => new[] { Jid.Parse($"p{i}@capulet.example/one"), Jid.Parse($"p{i}@capulet.example/two") }),
        ];
        private RoomState _room = new(s_room);
        private int _next;

        public string Last { get; private set; } = "";
        public int Refused { get; private set; }

        public void Step()
        {
            var from = _devices[_random.Next(_devices.Length)];
            var nick = Jid.Parse($"{s_room}/nick{_random.Next(People + 2)}");
            var own = _room.Occupants.Find(from)?.Jid ?? nick;
            Stanza stanza = _random.Next(16) switch
            {
                0 or 1 or 2 or 3 => Presence(from, _random.Next(4) == 0 ? nick : own, new XElement(MucNames.X)),
                4 => new Presence(PresenceType.Unavailable, from, own),
                5 => Presence(from, nick, null),
                6 => Presence(from, own, new XElement(XmppNames.Status, $"status {_next++}")),
                7 or 8 or 9 => Say(from),
                10 => Admin(from, new XAttribute("nick", $"nick{_random.Next(People)}"), new XAttribute("role", One("none", "visitor", "participant", "moderator"))),
                11 or 12 => Admin(from, new XAttribute("jid", $"p{_random.Next(People)}@capulet.example"), new XAttribute("affiliation", One("none", "member", "admin", "owner", "outcast"))),
                13 => Configure(from),
                14 => new Message(new XElement(XmppNames.Message, StanzaError.Gone.ToElement()), from, s_room, "e", null, "error"),
                _ => Iq(from, new XElement(MucNames.OwnerQuery, new XElement(DataFormNames.X, new XAttribute("type", "submit")))),
            };
            Last = $"{from}: {stanza.Element}";
            var before = _room;
            var outcome = RoomStanzas.Handle(_room, stanza, new RoomSurroundings(DateTimeOffset.UnixEpoch.AddSeconds(_next), s_options, _ids));
            if (outcome.Error is not null)
            {
                Refused++;
                Assert.That(outcome.State, Is.SameAs(before), "what is refused changes nothing");
                return;
            }
            _room = outcome.State;
            foreach (var send in outcome.Sends)
            {
                if (send.IsForAll)
                    _said.Add(send.Stanza.Element.Element(XmppNames.Body)?.Value ?? "");
                foreach (var to in send.To)
                    _views.TryAdd(to, new View());
                foreach (var to in send.To)
                    _views[to].Take(to, send.Stanza, _said.Count);
            }
        }

        public void Check(string when)
        {
            Assert.That(!_room.Exists || _room.Owners > 0, when);
            foreach (var device in _devices)
            {
                var view = _views.GetValueOrDefault(device) ?? new View();
                if (_room.Occupants.Find(device) is not { } self)
                {
                    Assert.That(view.IsInside, Is.False, $"{when}: {device} believes that it is inside");
                    continue;
                }
                Assert.That(view.IsInside, $"{when}: {device} does not know that it is inside");
                Assert.That(view.Nick, Is.EqualTo(self.Nick), when);
                var wanted = _room.Occupants.All.Select(o => $"{o.Nick} {o.Affiliation.ToText()} {o.Role.ToText()} {Status(o)}").Order();
                Assert.That(view.Occupants.Select(o => $"{o.Key} {o.Value}").Order(), Is.EqualTo(wanted), $"{when}: view of {device}");
                Assert.That(view.Heard, Is.EqualTo(_said.Skip(view.Since)), $"{when}: what {device} has heard");
            }
        }

        private static string Status(Occupant occupant) => occupant.Presence.Element.Element(XmppNames.Status)?.Value ?? "";

        private string One(params string[] choices) => choices[_random.Next(choices.Length)];

        private static Presence Presence(Jid from, Jid to, XElement? child) =>
            new(new XElement(XmppNames.Presence, child), from, to, null, null, PresenceType.Available);

        private Message Say(Jid from) => new(
            new XElement(XmppNames.Message, new XElement(XmppNames.Body, $"message {_next++}")), from, s_room, $"m{_next}", null, "groupchat");

        private static Iq Admin(Jid from, params XAttribute[] item) =>
            Iq(from, new XElement(MucNames.AdminQuery, new XElement(MucNames.AdminItem, item)));

        private Iq Configure(Jid from)
        {
            var name = One("membersonly", "moderatedroom", "whois", "persistentroom");
            var value = name == "whois" ? One("anyone", "moderators") : One("0", "0", "1");
            var form = DataForm.Create(
                DataFormType.Submit, MucNames.RoomConfig, new DataFormField("muc#roomconfig_" + name, null, value));
            return Iq(from, new XElement(MucNames.OwnerQuery, form.ToElement()));
        }

        private static Iq Iq(Jid from, XElement payload) => new(IqType.Set, "i", from, s_room, payload);
    }

    /// <summary>The same numbers for the same seed, on every machine.</summary>
    private sealed class Dice(int seed)
    {
        private ulong _state = 0x9E3779B97F4A7C15UL * (ulong)(seed + 1);

        public int Next(int max)
        {
            // xorshift64
            _state ^= _state << 13;
            _state ^= _state >> 7;
            _state ^= _state << 17;
            return (int)(_state % (ulong)max);
        }
    }

    /// <summary>What a client makes of what it is sent.</summary>
    private sealed class View
    {
        public Dictionary<string, string> Occupants { get; } = [];
        public List<string> Heard { get; } = [];
        public string? Nick { get; private set; }
        public int Since { get; private set; }
        public bool IsInside => Nick is not null;

        public void Take(Jid self, Stanza stanza, int said)
        {
            if (stanza is Presence { Type: PresenceType.Available or PresenceType.Unavailable } presence)
                Take(presence, said);
            else if (stanza is Message { Type: MessageType.GroupChat } message && message.Has(XmppNames.Body) && !message.Has(Delay.Name))
            {
                Assert.That(IsInside, $"{self} is outside and gets {message.Element}");
                Heard.Add(message.Child(XmppNames.Body)!.Value);
            }
        }

        private void Take(Presence presence, int said)
        {
            var nick = presence.From!.Resource!;
            var x = presence.Child(MucNames.UserX)!;
            var item = x.Element(MucNames.UserItem)!;
            var isSelf = x.Elements(MucNames.UserStatus).Any(s => (string?)s.Attribute("code") == "110");
            if (presence.Type == PresenceType.Unavailable)
            {
                Occupants.Remove(nick);
                var next = (string?)item.Attribute("nick");
                if (isSelf && next is null)
                    Leave();
                else if (isSelf)
                    Nick = next;
                return;
            }
            if (isSelf && !IsInside)
                (Since, Nick) = (said, nick);
            Occupants[nick] = $"{(string?)item.Attribute("affiliation")} {(string?)item.Attribute("role")} "
                + (presence.Element.Element(XmppNames.Status)?.Value ?? "");
        }

        private void Leave()
        {
            Occupants.Clear();
            Heard.Clear();
            Nick = null;
        }
    }
}
