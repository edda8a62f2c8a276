using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Tests.Sessions;

/// <summary>What may be unacknowledged is limited, and somebody always has to speak next.</summary>
[Spec("XEP-0198", "4"), Case("SM-07")]
public class SessionWindowTests
{
    private static readonly Jid s_juliet = Jid.Parse("juliet@capulet.example/balcony");

    [Test]
    public void A_window_that_is_full_behind_an_answer_is_asked_about_again()
    {
        var connection = new TestConnection { RunsWork = false };
        var session = TestSession.New(
            s_juliet, connection, StreamFraming.WebSocket, new StreamManagementOptions { WindowStanzas = 10 });
        Post(session, 0, 1);
        Assert.That(Questions(connection), Is.EqualTo(1));
        Post(session, 1, 12); // in one piece, before the answer: more than the window
        Post(session, 13, 1);
        Assert.That(Questions(connection), Is.EqualTo(1), "one question at a time");

        session.Management!.TryAcknowledge(1);
        session.Drain();
        Assert.That(Questions(connection), Is.EqualTo(2), "else nobody would speak before the clock does");
        Assert.That(connection.Written, Does.Contain("id='m12'").And.Not.Contain("id='m13'"));

        session.Management!.TryAcknowledge(13);
        session.Drain();
        Assert.That(connection.Written, Does.Contain("id='m13'"));
        Assert.That(Questions(connection), Is.EqualTo(3));
    }

    private static int Questions(TestConnection connection) => connection.Written.Split("<r ").Length - 1;

    private static void Post(Session session, int first, int count)
    {
        for (var i = first; i < first + count; i++)
        {
            session.Post(new OutboundStanza(new Message(
                new XElement(XmppNames.Message, new XElement(XmppNames.Client + "body", "hi")),
                Jid.Parse("romeo@montague.example/orchard"), s_juliet, $"m{i}", null, "chat")));
        }
        session.Drain();
    }
}
