using System.Xml.Linq;
using Xmpp.Server.Features.Offline;
using Xmpp.Stanzas.Core;

namespace Xmpp.Tests.Features.Offline;

[Spec("XEP-0160", "3"), Spec("XEP-0334", "4"), Case("RTE-09")]
public class OfflineRulesTests
{
    private const string States = "http://jabber.org/protocol/chatstates";
    private const string Hints = "urn:xmpp:hints";

    [TestCase("chat", "body", true)]
    [TestCase("normal", "body", true)]
    [TestCase(null, "body", true)]
    [TestCase("chat", "{" + States + "}composing", false)]
    [TestCase("chat", "{" + States + "}active body", true)]
    [TestCase("chat", "body {" + Hints + "}no-store", false)]
    [TestCase("chat", "body {" + Hints + "}no-permanent-store", true)]
    [TestCase("chat", "{" + States + "}composing {" + Hints + "}store", true)]
    [TestCase("chat", "{eu.siacs.conversations.axolotl}encrypted", true)]
    [TestCase("chat", "{urn:xmpp:receipts}received", false)]
    [TestCase("groupchat", "body", false)]
    [TestCase("headline", "body", false)]
    [TestCase("error", "body {" + Hints + "}store", false)]
    [TestCase("chat", "", false)]
    public void Which_messages_are_kept(string? type, string children, bool kept)
    {
        var elements = children.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(name => new XElement(name == "body" ? XmppNames.Body : XName.Get(name), name == "body" ? "x" : null));
        var message = new Message(new XElement(XmppNames.Message, elements), null, null, "1", null, type);
        Assert.That(OfflineRules.IsKept(message), Is.EqualTo(kept));
    }
}
