using System.Xml.Linq;
using Xmpp.Server.Services.Muc;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Rooms;

namespace Xmpp.Tests.Services.Muc;

public class RoomPartsTests
{
    private static readonly Jid s_room = Jid.Parse("court@conference.capulet.example");

    [TestCase("Julia", "julia")]
    [TestCase("JULIA", "ｊulia")]
    [TestCase("Old  hag", "old hag")]
    [TestCase("Straße", "STRAßE")]
    [TestCase("romeo", "rоmeо")] // two Cyrillic о
    [TestCase("TOM", "ТОМ")] // all Cyrillic
    [TestCase("Anna", "Αnnа")] // Greek, Cyrillic
    [TestCase("наталья", "НАТАЛЬЯ")]
    [Case("MUC-06")]
    public void Nicknames_that_look_the_same_are_one(string one, string other) =>
        Assert.That(NickRules.KeyOf(one), Is.Not.Null.And.EqualTo(NickRules.KeyOf(other)));

    [TestCase("julia", "juliet")]
    [TestCase("a b", "ab")]
    [TestCase("наташа", "natasha")]
    [TestCase("Жан", "Ян")]
    public void Others_are_not(string one, string other) =>
        Assert.That(NickRules.KeyOf(one), Is.Not.EqualTo(NickRules.KeyOf(other)));

    [TestCase("")]
    [TestCase("   ")]
    [TestCase("\u200b")]
    [TestCase("a\u200eb")]
    [TestCase("a\u0007")]
    [TestCase("abcdefghijk")]
    [Case("MUC-06")]
    [Spec("XEP-0045", "17.1")]
    public void What_nobody_can_see_is_no_nickname(string nick) => Assert.That(NickRules.TryKey(nick, 10, out _), Is.False);

    [Test]
    [Spec("XEP-0421", "4.1")]
    public void An_occupant_id_is_stable_and_tells_nothing_across_rooms()
    {
        var ids = new OccupantIds([.. Enumerable.Range(0, 32).Select(i => (byte)i)]);
        var juliet = Jid.Parse("juliet@capulet.example/balcony");
        var id = ids.Of(s_room, juliet);
        Assert.Multiple(() =>
        {
            Assert.That(ids.Of(s_room, Jid.Parse("juliet@capulet.example/phone")), Is.EqualTo(id));
            Assert.That(ids.Of(Jid.Parse("other@conference.capulet.example"), juliet), Is.Not.EqualTo(id));
            Assert.That(ids.Of(s_room, Jid.Parse("romeo@capulet.example")), Is.Not.EqualTo(id));
            Assert.That(new OccupantIds(new byte[32]).Of(s_room, juliet), Is.Not.EqualTo(id));
            Assert.That(id, Has.Length.InRange(1, 128));
        });
    }

    [Test]
    [Spec("XEP-0045", "10.4")]
    public void Whose_last_owner_goes_has_its_admins_for_owners()
    {
        var (juliet, nurse, romeo) = (Jid.Parse("juliet@capulet.example"), Jid.Parse("nurse@capulet.example"), Jid.Parse("romeo@capulet.example"));
        var room = new RoomState(s_room) { Exists = true }
            .With(new RoomAffiliation(juliet, Affiliation.Owner))
            .With(new RoomAffiliation(romeo, Affiliation.Owner))
            .With(new RoomAffiliation(nurse, Affiliation.Admin, "nurse"));
        var one = RoomHeirs.Without(room, romeo).State;
        Assert.That(one.AffiliationOf(nurse), Is.EqualTo(Affiliation.Admin), "there is an owner left");
        var none = RoomHeirs.Without(one, juliet).State;
        Assert.That(none.Affiliations.Values, Is.EqualTo(new[] { new RoomAffiliation(nurse, Affiliation.Owner, "nurse") }));
        Assert.That(RoomHeirs.Without(none, nurse).State.Affiliations, Is.Empty, "nobody is left to be one");
    }

    [Test]
    public void A_bucket_empties_and_fills_again()
    {
        var now = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        var bucket = default(RateBucket);
        for (var i = 0; i < 3; i++)
            Assert.That(bucket.TryTake(now, 2, 3, out bucket), Is.True, $"{i}");
        Assert.That(bucket.TryTake(now, 2, 3, out bucket), Is.False);
        Assert.That(bucket.TryTake(now.AddSeconds(0.4), 2, 3, out bucket), Is.False);
        Assert.That(bucket.TryTake(now.AddSeconds(0.5), 2, 3, out bucket), Is.True);
        Assert.That(bucket.TryTake(now.AddHours(-1), 2, 3, out bucket), Is.False, "a clock that goes back fills nothing");
        Assert.That(bucket.TryTake(now.AddHours(1), 0, 3, out _), Is.True, "zero is no limit");
    }

    [TestCase("gone", true)]
    [TestCase("item-not-found", true)]
    [TestCase("recipient-unavailable", true)]
    [TestCase("redirect", true)]
    [TestCase("remote-server-not-found", true)]
    [TestCase("remote-server-timeout", true)]
    [TestCase("not-acceptable", false)]
    [TestCase("policy-violation", false)]
    [TestCase("service-unavailable", false)]
    [TestCase("bad-request", false)]
    [Case("MUC-11")]
    [Spec("XEP-0045", "18.1.2")]
    public void Only_some_errors_say_that_somebody_is_gone(string condition, bool isGone)
    {
        var error = new StanzaError(StanzaErrorType.Cancel, condition).ToElement();
        var message = new Message(new XElement(XmppNames.Message, error), null, null, "m", null, "error");
        Assert.That(RoomGhosts.IsUnreachable(message), Is.EqualTo(isGone));
    }

    [Test]
    [Spec("XEP-0045", "17.4")]
    public void An_error_on_its_way_through_the_room_names_nobody()
    {
        var element = new XElement(
            XmppNames.Iq, new XElement("{jabber:iq:version}query"), new XElement(
                XmppNames.Error, new XAttribute("type", "cancel"), new XAttribute("by", "romeo@montague.example"),
                new XElement(XmppNames.StanzaErrors + "gone", "xmpp:romeo@mantua.example"),
                new XElement(XmppNames.StanzaErrors + "text", "romeo@montague.example is not here"),
                new XElement("{urn:example:reasons}busy")));
        var error = new Iq(element, Jid.Parse("romeo@montague.example/orchard"), s_room, "i", null, IqType.Error);
        var passed = RoomRequests.Nameless(error);
        Assert.Multiple(() =>
        {
            Assert.That(passed.Element.ToString(), Does.Not.Contain("montague").And.Not.Contain("mantua"));
            Assert.That(passed.Element.Descendants().Select(e => e.Name.LocalName), Is.EqualTo(["error", "gone", "busy"]));
            Assert.That((string?)passed.Child(XmppNames.Error)!.Attribute("type"), Is.EqualTo("cancel"));
            Assert.That(passed.Id, Is.EqualTo("i"));
        });
    }
}
