using System.Xml.Linq;
using Xmpp.Server.Features.Archive;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Tests.Features.Archive;

[Spec("XEP-0424", "5")]
public class ArchiveRetractionsTests
{
    [TestCase("romeo@verona.example/a", "romeo@verona.example/a", "", true)]
    [TestCase("romeo@verona.example/a", "romeo@verona.example/b", "", true)]
    [TestCase("romeo@verona.example/a", "tybalt@verona.example/a", "", false)]
    [TestCase("court@chat.example/romeo", "court@chat.example/romeo", "{http://jabber.org/protocol/muc#user}x", true)]
    [TestCase("court@chat.example/romeo", "court@chat.example/tybalt", "{http://jabber.org/protocol/muc#user}x", false)]
    [TestCase("romeo@verona.example/a", "romeo@verona.example/a", "{urn:xmpp:message-retract:1}retracted", false)]
    public void Only_the_author_takes_a_message_back(string author, string retractor, string child, bool expected)
    {
        var message = Message(author, "m1", child);
        var retraction = Message(retractor, "r1", "");
        Assert.That(ArchiveRetractions.IsBy(message, retraction, "m1"), Is.EqualTo(expected));
        Assert.That(ArchiveRetractions.IsBy(message, retraction, "m2"), Is.False);
    }

    [TestCase("chat", "r1", "m1", "m1")]
    [TestCase("chat", null, "m1", null)]
    [TestCase("chat", "r1", "", null)]
    [TestCase("chat", "r1", null, null)]
    [TestCase("error", "r1", "m1", null)]
    public void What_is_a_retraction(string type, string? id, string? retracted, string? expected)
    {
        var retract = new XElement(ArchiveNames.Retract, retracted is null ? null : new XAttribute("id", retracted));
        var message = new Message(new XElement(XmppNames.Message, retract), null, null, id, null, type);
        Assert.That(ArchiveRetractions.Retracted(message), Is.EqualTo(expected));
    }

    private static Message Message(string from, string id, string child) => new(
        new XElement(XmppNames.Message, child.Length == 0 ? null : new XElement(XName.Get(child))),
        Jid.Parse(from), null, id, null, "chat");
}
