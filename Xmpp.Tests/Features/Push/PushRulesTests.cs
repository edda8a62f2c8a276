using Xmpp.Server.Configuration;
using Xmpp.Server.Features.Push;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Tests.Features.Push;

[Spec("XEP-0357", "7"), Case("RTE-14")]
public class PushRulesTests
{
    private const string Body = "<body>Art thou not Romeo?</body>";
    private const string States = "xmlns='http://jabber.org/protocol/chatstates'";
    private const string Hints = "xmlns='urn:xmpp:hints'";
    private const string Omemo = "xmlns='eu.siacs.conversations.axolotl'";

    private static readonly Jid s_juliet = Jid.Parse("juliet@capulet.example");

    [TestCase("chat", Body, true)]
    [TestCase("normal", Body, true)]
    [TestCase(null, Body, true)]
    [TestCase("headline", Body, false)]
    [TestCase("error", Body, false)]
    [TestCase("chat", "", false)]
    [TestCase("chat", "<body/>", false)]
    [TestCase("chat", "<subject>x</subject>", false)]
    [TestCase("chat", $"<composing {States}/>", false)]
    [TestCase("chat", $"<active {States}/>{Body}", true)]
    [TestCase("chat", "<received xmlns='urn:xmpp:receipts' id='1'/>", false)]
    [TestCase("chat", "<displayed xmlns='urn:xmpp:chat-markers:0' id='1'/>", false)]
    [TestCase("chat", "<sent xmlns='urn:xmpp:carbons:2'/>", false)]
    [TestCase("chat", $"{Body}<no-store {Hints}/>", false)]
    [TestCase("chat", $"{Body}<no-copy {Hints}/>", true)]
    [TestCase("chat", $"<store {Hints}/>", false)]
    [TestCase("chat", $"<encrypted {Omemo}><header/><payload>x</payload></encrypted>", true)]
    [TestCase("chat", $"<encrypted {Omemo}><header/></encrypted>", false)]
    [TestCase("chat", "<encrypted xmlns='urn:xmpp:omemo:2'><payload>x</payload></encrypted>", true)]
    [TestCase("chat", "<openpgp xmlns='urn:xmpp:openpgp:0'>x</openpgp>", true)]
    [TestCase("chat", "<x xmlns='jabber:x:encrypted'>x</x>", true)]
    [TestCase("chat", "<propose xmlns='urn:xmpp:jingle-message:0' id='1'/>", true)]
    [TestCase("chat", $"<propose xmlns='urn:xmpp:jingle-message:0' id='1'/><no-store {Hints}/>", true)]
    [TestCase("chat", "<retract xmlns='urn:xmpp:jingle-message:0' id='1'/>", false)]
    [TestCase("normal", "<x xmlns='jabber:x:conference' jid='court@chat.example'/>", true)]
    [TestCase("normal", "<x xmlns='http://jabber.org/protocol/muc#user'><invite from='romeo@x'/></x>", true)]
    [TestCase("normal", "<x xmlns='http://jabber.org/protocol/muc#user'><status code='100'/></x>", false)]
    [TestCase("normal", "<event xmlns='http://jabber.org/protocol/pubsub#event'><items node='n'/></event>", false)]
    public void Which_messages_wake_somebody(string? type, string children, bool isWorth) =>
        Assert.That(IsWorth(type, children), Is.EqualTo(isWorth));

    [TestCase("juliet@capulet.example/balcony")]
    [TestCase("juliet@capulet.example")]
    public void None_that_one_sent_oneself(string sender) =>
        Assert.That(IsWorth("chat", Body, sender: sender), Is.False);

    [TestCase(PushRooms.All, Body, true)]
    [TestCase(PushRooms.None, "<body>juliet: come</body>", false)]
    [TestCase(PushRooms.Mentions, Body, false)]
    [TestCase(PushRooms.Mentions, "<body>juliet: come</body>", true)]
    [TestCase(PushRooms.Mentions, "<body>Where is Juliet?</body>", true)]
    [TestCase(PushRooms.Mentions, "<body>Juliette</body>", false)]
    [TestCase(PushRooms.Mentions, "<body>Juliette and juliet</body>", true)]
    [TestCase(PushRooms.Mentions, "<body>notjuliet</body>", false)]
    [TestCase(PushRooms.Mentions,
        "<body>@J</body><reference xmlns='urn:xmpp:reference:0' type='mention' uri='xmpp:juliet@capulet.example'/>", true)]
    [TestCase(PushRooms.Mentions,
        "<body>@R</body><reference xmlns='urn:xmpp:reference:0' type='mention' uri='xmpp:romeo@capulet.example'/>", false)]
    [TestCase(PushRooms.All, "<subject>x</subject>", false)]
    [TestCase(PushRooms.All, Body + "<delay xmlns='urn:xmpp:delay' stamp='2026-01-02T03:04:05Z'/>", false)]
    public void Which_messages_of_rooms_do(PushRooms rooms, string children, bool isWorth) =>
        Assert.That(IsWorth("groupchat", children, rooms, "court@chat.example/romeo"), Is.EqualTo(isWorth));

    private static bool IsWorth(
        string? type, string children, PushRooms rooms = PushRooms.Mentions, string sender = "romeo@montague.example/orchard")
    {
        var from = Jid.Parse(sender);
        var element = Wire.XmlFragment.Read($"<message>{children}</message>", "jabber:client");
        return PushRules.IsWorth(new Message(element, from, s_juliet, "1", null, type), from, s_juliet, rooms);
    }
}
