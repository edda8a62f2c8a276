using System.Xml.Linq;
using Xmpp.Server.Routing;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Tests.Sessions;

/// <summary>What is written to a connection that its client has to ask (BOSH) is not with the client yet.</summary>
[Spec("XEP-0124", "8"), Case("WEB-08")]
public class AnsweringConnectionTests
{
    private static readonly Jid s_juliet = Jid.Parse("juliet@capulet.example/web");

    [TestCase(false, Description = "TCP: written is all that can be known")]
    [TestCase(true)]
    public void What_nobody_has_fetched_is_routed_again_at_the_end(bool isAnswering)
    {
        var (session, delivery) = Written(isAnswering);
        Assert.That(delivery.IsTaken, Is.EqualTo(!isAnswering));
        Assert.That(session.Close().Select(stanza => stanza.Delivery), Is.EqualTo(isAnswering ? new[] { delivery } : []));
    }

    [Test]
    public void What_has_been_fetched_is_taken()
    {
        var (session, delivery) = Written(isAnswering: true);
        session.OnTaken();
        Assert.That(delivery.IsTaken, Is.True);
        Assert.That(session.Close(), Is.Empty);
    }

    private static (Session Session, Delivery Delivery) Written(bool isAnswering)
    {
        var connection = new TestConnection { IsAnswering = isAnswering };
        var session = TestSession.New(s_juliet, connection, StreamFraming.Bosh);
        var message = new Message(
            new XElement(XmppNames.Message, new XElement(XmppNames.Client + "body", "hi")), Jid.Parse("romeo@capulet.example"), s_juliet, "m1", null, "chat");
        var delivery = new Delivery(new StanzaContext(message, s_juliet, message.From!, StanzaOrigin.Server));
        delivery.Begin();
        session.Post(new OutboundStanza(message, delivery));
        session.Drain();
        Assert.That(connection.Written, Does.Contain("m1"));
        return (session, delivery);
    }
}
