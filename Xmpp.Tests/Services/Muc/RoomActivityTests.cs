using System.Xml.Linq;
using Xmpp.Server.Services.Muc;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Rooms;

namespace Xmpp.Tests.Services.Muc;

[Spec("XEP-0502", "4")]
public class RoomActivityTests
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly RoomConfiguration s_open = new() { IsPersistent = true, HistoryLength = 10 };

    [Test]
    public void What_was_said_in_a_day_counts()
    {
        Assert.That(PerHour(s_open, 1, 2, 3, 30 * 60), Is.EqualTo("0.13"), "the last is of the day before");
        Assert.That(PerHour(s_open), Is.EqualTo("0"));
    }

    [Test]
    public void Of_a_room_that_says_more_than_it_has_at_hand_the_oldest_is_the_beginning() =>
        Assert.That(PerHour(s_open, 1, 2, 3, 4, 5, 6, 7, 8, 9, 30), Is.EqualTo("20"));

    [Test]
    public void Few_at_once_are_no_flood() =>
        Assert.That(PerHour(s_open with { HistoryLength = 3 }, 0, 0, 0), Is.EqualTo("18"));

    [Test]
    public void What_has_no_body_or_corrects_another_does_not_count()
    {
        var replace = new XElement(XName.Get("replace", "urn:xmpp:message-correct:0"));
        var room = Room(s_open) with
        {
            History =
            [
                Entry(1, new XElement(XmppNames.Body, "x"), replace), Entry(1, new XElement(XName.Get("x", "urn:example:marker"))),
                Entry(1, new XElement(XmppNames.Body, "x")),
            ],
        };
        Assert.That(RoomActivity.PerHour(room, s_now, 100), Is.EqualTo("0.04"));
    }

    [Test, Spec("XEP-0502", "9")]
    public void It_is_told_only_of_rooms_that_anybody_may_find_and_enter()
    {
        RoomConfiguration[] others =
        [
            s_open with { IsPersistent = false }, s_open with { IsPublic = false }, s_open with { IsMembersOnly = true },
            s_open with { Password = "rose" }, s_open with { IsArchived = false }, s_open with { HistoryLength = 0 },
        ];
        foreach (var configuration in others)
            Assert.That(PerHour(configuration, 1), Is.Null, configuration.ToString());
        Assert.That(RoomActivity.PerHour(Room(s_open), s_now, 0), Is.Null);
    }

    private static string? PerHour(RoomConfiguration configuration, params int[] minutesAgo) => RoomActivity.PerHour(
        Room(configuration) with
        {
            History = [.. minutesAgo.OrderDescending().Select(minutes => Entry(minutes, new XElement(XmppNames.Body, "x")))],
        },
        s_now, 100);

    private static RoomState Room(RoomConfiguration configuration) =>
        new(Jid.Parse("court@conference.capulet.example")) { Exists = true, Configuration = configuration };

    private static HistoryEntry Entry(int minutesAgo, params XElement[] children) => new(
        "id", s_now.AddMinutes(-minutesAgo),
        new Message(new XElement(XmppNames.Message, children), null, null, "m", null, "groupchat"));
}
