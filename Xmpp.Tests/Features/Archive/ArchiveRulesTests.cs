using System.Xml.Linq;
using Xmpp.Server.Features.Archive;
using Xmpp.Stanzas.Core;

namespace Xmpp.Tests.Features.Archive;

[Spec("XEP-0313", "6.1.1"), Spec("XEP-0334", "4"), Case("MAM-12")]
public class ArchiveRulesTests
{
    private const string Hints = "urn:xmpp:hints";
    private const string States = "http://jabber.org/protocol/chatstates";

    [TestCase("chat", "body", true)]
    [TestCase("normal", "body", true)]
    [TestCase(null, "body", true)]
    [TestCase("unheard-of", "body", true)]
    [TestCase("chat", "", false)]
    [TestCase("chat", "{eu.siacs.conversations.axolotl}encrypted {" + Hints + "}store", true)]
    [TestCase("chat", "{eu.siacs.conversations.axolotl}encrypted", true)]
    [TestCase("chat", "{urn:xmpp:omemo:2}encrypted", true)]
    [TestCase("chat", "{urn:xmpp:openpgp:0}openpgp", true)]
    [TestCase("chat", "{urn:xmpp:receipts}received", true)]
    [TestCase("chat", "{urn:xmpp:receipts}request", false)]
    [TestCase("chat", "{urn:xmpp:chat-markers:0}displayed", true)]
    [TestCase("chat", "{urn:xmpp:chat-markers:0}markable", false)]
    [TestCase("chat", "{urn:xmpp:message-retract:1}retract", true)]
    [TestCase("chat", "{urn:xmpp:reactions:0}reactions", true)]
    [TestCase("chat", "body {urn:xmpp:message-correct:0}replace", true)]
    [TestCase("normal", "{jabber:x:conference}x", true)]
    [TestCase("chat", "{" + States + "}composing", false)]
    [TestCase("chat", "{" + States + "}composing {" + Hints + "}store", true)]
    [TestCase("headline", "body {" + Hints + "}store", false)]
    [TestCase("groupchat", "body", false)]
    [TestCase("chat", "body {" + Hints + "}no-store", false)]
    [TestCase("chat", "body {" + Hints + "}no-permanent-store", false)]
    [TestCase("chat", "body {" + Hints + "}store {" + Hints + "}no-store", false)]
    [TestCase("chat", "body {" + Hints + "}no-copy", true)]
    [TestCase("normal", "{http://jabber.org/protocol/pubsub#event}event", false)]
    [TestCase("chat", "body {urn:xmpp:carbons:2}sent {urn:xmpp:mam:2}result", true)]
    [TestCase("error", "error", true)]
    [TestCase("error", "error {" + Hints + "}no-store", true)]
    public void What_goes_in(string? type, string children, bool archived) =>
        Assert.That(ArchiveRules.IsArchived(Message(type, children), null), Is.EqualTo(archived));

    [TestCase("body", true)]
    [TestCase("{" + States + "}composing", false)]
    [TestCase("body {" + Hints + "}no-store", false)]
    public void An_error_of_ours_goes_where_its_message_went(string children, bool archived) =>
        Assert.That(ArchiveRules.IsArchived(Message("error", "error"), Message("chat", children)), Is.EqualTo(archived));

    private static Message Message(string? type, string children)
    {
        var elements = children.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(name => new XElement(name[0] == '{' ? XName.Get(name) : XmppNames.Client + name, "x"));
        return new Message(new XElement(XmppNames.Message, elements), null, null, "1", null, type);
    }
}
