using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Server.Services.Muc;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage.Rooms;

namespace Xmpp.Tests.Services.Muc;

/// <summary>The tables of XEP-0045 §5, cell by cell: what a room says to each, and that nothing changes where it refuses.</summary>
[Case("MUC-08")]
public class PrivilegeTablesTests
{
    private const string F = "forbidden", Outside = "not-acceptable", Yes = "", Nothing = "nothing";

    private static readonly Jid s_room = Jid.Parse("court@conference.capulet.example");
    private static readonly Jid s_actor = Jid.Parse("juliet@capulet.example/balcony");
    private static readonly RoomSurroundings s_at =
        new(DateTimeOffset.UnixEpoch.AddYears(56), new RoomOptions(), new OccupantIds(new byte[32]));

    [TestCase("presence", Nothing, Yes, Yes, Yes)]
    [TestCase("nickname", Nothing, Yes, Yes, Yes)]
    [TestCase("private message", Outside, Yes, Yes, Yes)]
    [TestCase("invitation", Outside, Yes, Yes, Yes)]
    [TestCase("message", Outside, F, Yes, Yes)]
    [TestCase("subject", Outside, F, F, Yes)]
    [TestCase("kick of a participant", F, F, F, Yes)]
    [TestCase("kick of a visitor", F, F, F, Yes)]
    [TestCase("grant of voice", F, F, F, Yes)]
    [TestCase("end of voice", F, F, F, Yes)]
    [TestCase("grant of moderation", F, F, F, F)]
    [TestCase("ban", F, F, F, F)]
    [TestCase("configuration", F, F, F, F)]
    [Spec("XEP-0045", "5.1.1")]
    public void Privileges_of_roles(string privilege, string none, string visitor, string participant, string moderator)
    {
        string[] expected = [none, visitor, participant, moderator];
        foreach (var role in Enum.GetValues<Role>())
        {
            var room = With(Room(new RoomConfiguration { IsModerated = true }), "julia", s_actor, Affiliation.None, role);
            Assert.That(Do(room, privilege), Is.EqualTo(expected[(int)role]), $"{privilege}: {role}");
        }
    }

    [TestCase(false, F)]
    [TestCase(true, Yes)]
    [Spec("XEP-0045", "8.1")]
    public void The_subject_may_be_for_participants_too_and_never_for_visitors(bool isAllowed, string participant)
    {
        var open = Room(new RoomConfiguration { IsModerated = true, AllowSubject = isAllowed });
        Assert.That(Do(With(open, "julia", s_actor, Affiliation.None, Role.Participant), "subject"), Is.EqualTo(participant));
        Assert.That(Do(With(open, "julia", s_actor, Affiliation.None, Role.Visitor), "subject"), Is.EqualTo(F));
    }

    [TestCase(Role.None, false)]
    [TestCase(Role.Visitor, true)]
    [TestCase(Role.Participant, true)]
    [TestCase(Role.Moderator, true)]
    [Spec("XEP-0045", "5.1.1")]
    public void Who_is_inside_hears_and_sees(Role role, bool isInside)
    {
        var room = With(Room(new RoomConfiguration()), "julia", s_actor, Affiliation.None, role);
        foreach (var privilege in (string[])["message", "presence", "nickname"])
        {
            var outcome = RoomStanzas.Handle(room, Stanza(privilege, Jid.Parse("romeo@montague.example/speaker"), "speaker"), s_at);
            Assert.That(outcome.Sends.Any(send => send.To.Contains(s_actor)), Is.EqualTo(isInside), privilege);
        }
    }

    // §5.2.1, its note on the list: "depending on the configuration", which is that of §9.5.
    [TestCase("entry", "", F, Yes, Yes, Yes, Yes)]
    [TestCase("registration", "", "not-allowed", Yes, Yes, Yes, Yes)]
    [TestCase("list of members", "whois", F, F, Yes, Yes, Yes)]
    [TestCase("list of members", "", F, F, F, Yes, Yes)]
    [TestCase("entry", "membersonly", F, "registration-required", Yes, Yes, Yes)]
    [TestCase("ban", "", F, F, F, Yes, Yes)]
    [TestCase("ban of a member", "", F, F, F, Yes, Yes)]
    [TestCase("member", "", F, F, F, Yes, Yes)]
    [TestCase("grant of moderation", "", F, F, F, Yes, Yes)]
    [TestCase("end of moderation", "", F, F, F, Yes, Yes)]
    [TestCase("admin", "", F, F, F, F, Yes)]
    [TestCase("owner", "", F, F, F, F, Yes)]
    [TestCase("list of admins", "", F, F, F, F, Yes)]
    [TestCase("list of bans", "", F, F, F, Yes, Yes)]
    [TestCase("configuration", "", F, F, F, F, Yes)]
    [TestCase("destruction", "", F, F, F, F, Yes)]
    [Spec("XEP-0045", "5.2.1")]
    public void Privileges_of_affiliations(
        string privilege, string kind, string outcast, string none, string member, string admin, string owner)
    {
        (Affiliation, string)[] expected =
        [
            (Affiliation.Outcast, outcast), (Affiliation.None, none), (Affiliation.Member, member), (Affiliation.Admin, admin),
            (Affiliation.Owner, owner),
        ];
        var configuration = new RoomConfiguration { IsMembersOnly = kind == "membersonly", IsNonAnonymous = kind == "whois" };
        foreach (var (affiliation, answer) in expected)
        {
            var room = Room(configuration).With(new RoomAffiliation(s_actor.Bare, affiliation));
            Assert.That(Do(room, privilege), Is.EqualTo(answer), $"{privilege}: {affiliation}");
        }
    }

    private static RoomState Room(RoomConfiguration configuration)
    {
        var room = new RoomState(s_room) { Exists = true, Configuration = configuration }
            .With(new RoomAffiliation(Jid.Parse("paris@capulet.example"), Affiliation.Owner))
            .With(new RoomAffiliation(Jid.Parse("tybalt@capulet.example"), Affiliation.Member));
        room = With(room, "speaker", Jid.Parse("romeo@montague.example/speaker"), Affiliation.None, Role.Participant);
        room = With(room, "steward", Jid.Parse("benvolio@montague.example/steward"), Affiliation.None, Role.Moderator);
        return With(room, "guest", Jid.Parse("nurse@capulet.example/guest"), Affiliation.None, Role.Visitor);
    }

    private static RoomState With(RoomState room, string nick, Jid device, Affiliation affiliation, Role role)
    {
        if (role == Role.None || !s_room.TryWithResource(nick, out var jid))
            return room;
        var presence = new Presence(new XElement(XmppNames.Presence), null, null, null, null, PresenceType.Available);
        return room with
        {
            Occupants = room.Occupants.With(new Occupant(jid, nick, device.Bare, nick)
            {
                Affiliation = affiliation,
                Role = role,
                Sessions = [new OccupantSession(device, presence)],
            }),
        };
    }

    private static string Do(RoomState room, string privilege)
    {
        var outcome = RoomStanzas.Handle(room, Stanza(privilege, s_actor, "julia"), s_at);
        if (outcome.Error is not { } error)
            return ReferenceEquals(outcome.State, room) && privilege is "presence" or "nickname" && room.Occupants.Find(s_actor) is null ? Nothing : Yes;
        Assert.That(outcome.State, Is.SameAs(room), privilege);
        Assert.That(outcome.Sends, Is.Empty, privilege);
        return error.Condition;
    }

    private static Stanza Stanza(string privilege, Jid from, string nick) => privilege switch
    {
        "presence" => Presence(from, nick, new XElement(XmppNames.Show, "away")),
        "nickname" => Presence(from, "other", null),
        "entry" => Presence(from, nick, new XElement(MucNames.X)),
        "private message" => Message(from, "chat", "guest", new XElement(XmppNames.Body, "hi")),
        "invitation" => Message(from, null, null, new XElement(MucNames.UserX, new XElement(MucNames.UserInvite, new XAttribute("to", "mercutio@verona.example")))),
        "message" => Message(from, "groupchat", null, new XElement(XmppNames.Body, "hi")),
        "subject" => Message(from, "groupchat", null, new XElement(XmppNames.Subject, "love")),
        "kick of a participant" => Admin(from, IqType.Set, ("nick", "speaker"), ("role", "none")),
        "kick of a visitor" => Admin(from, IqType.Set, ("nick", "guest"), ("role", "none")),
        "grant of voice" => Admin(from, IqType.Set, ("nick", "guest"), ("role", "participant")),
        "end of voice" => Admin(from, IqType.Set, ("nick", "speaker"), ("role", "visitor")),
        "grant of moderation" => Admin(from, IqType.Set, ("nick", "speaker"), ("role", "moderator")),
        "end of moderation" => Admin(from, IqType.Set, ("nick", "steward"), ("role", "participant")),
        "ban" => Admin(from, IqType.Set, ("jid", "romeo@montague.example"), ("affiliation", "outcast")),
        "ban of a member" => Admin(from, IqType.Set, ("jid", "tybalt@capulet.example"), ("affiliation", "outcast")),
        "member" => Admin(from, IqType.Set, ("jid", "romeo@montague.example"), ("affiliation", "member")),
        "admin" => Admin(from, IqType.Set, ("jid", "romeo@montague.example"), ("affiliation", "admin")),
        "owner" => Admin(from, IqType.Set, ("jid", "romeo@montague.example"), ("affiliation", "owner")),
        "list of members" => Admin(from, IqType.Get, ("affiliation", "member")),
        "list of admins" => Admin(from, IqType.Get, ("affiliation", "admin")),
        "list of bans" => Admin(from, IqType.Get, ("affiliation", "outcast")),
        "configuration" => Iq(from, IqType.Set, new XElement(MucNames.OwnerQuery, DataForm.Create(DataFormType.Submit, MucNames.RoomConfig).ToElement())),
        "destruction" => Iq(from, IqType.Set, new XElement(MucNames.OwnerQuery, new XElement(MucNames.OwnerDestroy))),
        _ => Iq(from, IqType.Set, new XElement(RoomRegistration.Query, DataForm.Create(
            DataFormType.Submit, MucNames.Register, new DataFormField("muc#register_roomnick", null, "julia")).ToElement())),
    };

    private static Presence Presence(Jid from, string nick, XElement? child) => new(
        new XElement(XmppNames.Presence, child), from, Jid.Parse($"{s_room}/{nick}"), null, null, PresenceType.Available);

    private static Message Message(Jid from, string? type, string? nick, XElement child) => new(
        new XElement(XmppNames.Message, child), from, nick is null ? s_room : Jid.Parse($"{s_room}/{nick}"), "m", null, type);

    private static Iq Admin(Jid from, IqType type, params (string Name, string Value)[] item) => Iq(
        from, type, new XElement(MucNames.AdminQuery, new XElement(MucNames.AdminItem, item.Select(i => new XAttribute(i.Name, i.Value)))));

    private static Iq Iq(Jid from, IqType type, XElement payload) => new(type, "i", from, s_room, payload);
}
