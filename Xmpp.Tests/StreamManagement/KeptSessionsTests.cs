using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Server.Sessions;
using Xmpp.Server.StreamManagement;
using Xmpp.Server.Streams;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Tests.Sessions;

namespace Xmpp.Tests.StreamManagement;

/// <summary>A message that comes while the server stops, to a session that has been written down already.</summary>
[Spec("XEP-0198", "5"), Case("SM-09")]
public class KeptSessionsTests
{
    private static readonly Jid s_juliet = Jid.Parse("juliet@capulet.example");

    [Test, CancelAfter(60_000)]
    public async Task A_session_that_has_missed_a_message_since_it_was_kept_is_not_resumed([Values] bool hasMissed, CancellationToken ct)
    {
        var directory = Directory.CreateTempSubdirectory("xmpp-test-kept-").FullName;
        try
        {
            var storage = new DatabaseOptions { Path = Path.Combine(directory, "xmpp.db") };
            string id;
            await using (var host = await TestHost.StartAsync(storage: storage, accounts: [s_juliet.ToString()]))
            {
                var session = await HibernateAsync(host, ct);
                id = session.Management!.Id;
                if (hasMissed)
                {
                    session.Freeze();
                    session.Post(new OutboundStanza(new Message(
                        new XElement(XmppNames.Message, new XElement(XmppNames.Client + "body", "hi")), s_juliet, session.FullJid, "m1", null, "chat")));
                }
            }
            await using var next = await TestHost.StartAsync(storage: storage);
            Assert.That(next.Server.C2s.Resumable.Find(id, s_juliet), hasMissed ? Is.Null : Is.Not.Null);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task<Session> HibernateAsync(TestHost host, CancellationToken ct)
    {
        var bind = new XElement(
            XmppNames.Iq, new XAttribute("type", "set"), new XAttribute("id", "b"), new XElement(StreamNames.Bind));
        var connection = new TestConnection();
        var (session, _) = await host.Server.C2s.Binding.BindAsync(
            s_juliet, bind, new StreamLink(connection, StreamFraming.Client, _ => { }, () => Task.CompletedTask), false, ct);
        host.Server.C2s.Management!.Handle(session!, new XElement(SmElements.Enable, new XAttribute("resume", "true")));
        Assert.That(host.Server.C2s.Resumable.TryHibernate(session!, connection), Is.True);
        return session!;
    }
}
