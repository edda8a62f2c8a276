using System.Xml.Linq;
using Xmpp.Server.Sessions;
using Xmpp.Server.StreamManagement;
using Xmpp.Server.Streams;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Tests.Sessions;

namespace Xmpp.Tests.StreamManagement;

/// <summary>What a session costs that waits for its client: ten thousand of them must be nothing to speak of.</summary>
[NonParallelizable]
public class HibernationMemoryTests
{
    private const int Sessions = 10_000;

    /// <summary>Measured 2,934 with .NET 10: no connection, no buffers, an empty roster, one presence.</summary>
    private const int MaxOctetsPerSession = 6_000;

    [Test]
    public async Task A_hibernating_session_is_small()
    {
        await using var host = await TestHost.StartAsync(listens: false);
        await HibernateAsync(host, 0, 100); // what is made once
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await HibernateAsync(host, 100, Sessions);
        var perSession = (GC.GetTotalMemory(forceFullCollection: true) - before) / Sessions;
        await TestContext.Out.WriteLineAsync($"{perSession} octets per hibernating session");
        Assert.That(host.Server.Sessions.Count, Is.EqualTo(Sessions + 100));
        Assert.That(perSession, Is.LessThan(MaxOctetsPerSession));
    }

    private static async Task HibernateAsync(TestHost host, int first, int count)
    {
        var bind = new XElement(
            XmppNames.Iq, new XAttribute("type", "set"), new XAttribute("id", "b"), new XElement(StreamNames.Bind));
        var enable = new XElement(SmElements.Enable, new XAttribute("resume", "true"));
        for (var i = first; i < first + count; i++)
        {
            var connection = new TestConnection();
            var (session, _) = await host.Server.C2s.Binding.BindAsync(
                Jid.Parse($"juliet{i}@capulet.example"), bind, new StreamLink(connection, StreamFraming.Client, _ => { }, () => Task.CompletedTask),
                false, CancellationToken.None);
            Assert.That(session, Is.Not.Null);
            host.Server.C2s.Management!.Handle(session!, enable);
            var presence = new Presence(PresenceType.Available, session!.FullJid, null);
            host.Server.Sessions.Update(session, r => r with { IsAvailable = true, LastPresence = presence });
            session.Post(new OutboundStanza(presence.WithTo(session.Account)));
            Assert.That(host.Server.C2s.Resumable.TryHibernate(session, connection), Is.True);
        }
    }
}
