using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;

namespace Xmpp.Tests.Stanzas.Payloads;

[Spec("XEP-0359", "3"), Case("MAM-06")]
public class StanzaIdsTests
{
    private static readonly Jid s_juliet = Jid.Parse("juliet@capulet.example");

    [TestCase("juliet@capulet.example", false)]
    [TestCase("JULIET@Capulet.Example", false)]
    [TestCase("juliet@capulet.example.", false)]
    [TestCase("juliet@capulet.example/balcony", true)]
    [TestCase("romeo@montague.example", true)]
    [TestCase("capulet.example", true)]
    [TestCase("@", true)]
    [TestCase("", true)]
    public void What_claims_to_be_hers_goes(string by, bool stays)
    {
        var id = new XElement(StanzaIds.Name, new XAttribute("by", by), new XAttribute("id", "x"));
        var message = new Message(new XElement(XmppNames.Message, id), null, null, null, null, null);
        Assert.That(StanzaIds.Strip(message, s_juliet).Has(StanzaIds.Name), Is.EqualTo(stays));
        var appended = new Message(new XElement(XmppNames.Message, "text"), null, null, null, null, null).WithChild(new XElement(id));
        Assert.That(StanzaIds.Strip(appended, s_juliet).Has(StanzaIds.Name), Is.EqualTo(stays));
        if (stays)
            Assert.That(StanzaIds.Strip(message, s_juliet), Is.SameAs(message));
    }

    [Test]
    public void Nothing_else_goes()
    {
        var message = new Message(
            new XElement(
                XmppNames.Message,
                new XElement(StanzaIds.Ns + "origin-id", new XAttribute("id", "o"), new XAttribute("by", s_juliet)),
                new XElement(StanzaIds.Name, new XAttribute("id", "no by")),
                new XElement(XName.Get("x", "urn:example"), StanzaIds.ToElement("inner", s_juliet)),
                StanzaIds.ToElement("forged", s_juliet), StanzaIds.ToElement("forged twice", s_juliet)),
            null, null, null, null, null);
        var left = StanzaIds.Strip(message, s_juliet).Element.Elements().ToList();
        Assert.That(left, Has.Count.EqualTo(3));
        Assert.That(left[2].Elements().Count(), Is.EqualTo(1));
    }
}
