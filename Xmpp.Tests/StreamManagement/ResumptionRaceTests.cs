using System.Xml.Linq;
using Xmpp.Server.Sessions;
using Xmpp.Server.StreamManagement;
using Xmpp.Server.Streams;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Tests.Sessions;

namespace Xmpp.Tests.StreamManagement;

/// <summary>Two connections that want the same session at the same moment.</summary>
[Spec("XEP-0198", "5"), Case("SM-03")]
public class ResumptionRaceTests
{
    private static readonly Jid s_juliet = Jid.Parse("juliet@capulet.example");

    [Test, CancelAfter(30_000)]
    public async Task One_of_them_gets_it_and_the_other_may_ask_again(CancellationToken ct)
    {
        await using var host = await TestHost.StartAsync(listens: false, accounts: [s_juliet.ToString()]);
        var management = host.Server.C2s.Management ?? throw new InvalidOperationException();
        var released = new TaskCompletionSource(); // the old stream is still handling something
        var bind = new XElement(
            XmppNames.Iq, new XAttribute("type", "set"), new XAttribute("id", "b"), new XElement(StreamNames.Bind));
        var (session, _) = await host.Server.C2s.Binding.BindAsync(
            s_juliet, bind, new StreamLink(new TestConnection(), StreamFraming.Client, _ => { }, () => released.Task), false, ct);
        Assert.That(session, Is.Not.Null);
        management.Handle(session!, new XElement(SmElements.Enable, new XAttribute("resume", "true")));
        session!.Post(new OutboundStanza(new Message(
            new XElement(XmppNames.Message, new XElement(XmppNames.Client + "body", "hi")), s_juliet, session.FullJid, "m1", null, "chat")));
        session.Drain();

        var (one, other, third) = (new TestConnection(), new TestConnection(), new TestConnection());
        var first = ResumeAsync(one);
        var second = await ResumeAsync(other);
        Assert.That((second.Resumed, first.IsCompleted), Is.EqualTo(((Session?)null, false)));
        Assert.That(second.Element?.Elements().Select(e => e.Name.LocalName), Is.EqualTo(new[] { "item-not-found" }));

        released.SetResult();
        Assert.That((await first).Resumed, Is.SameAs(session));
        session.WriteAgain();
        Assert.That((one.Written.Contains("m1", StringComparison.Ordinal), other.Written), Is.EqualTo((true, "")));

        Assert.That((await ResumeAsync(third)).Resumed, Is.SameAs(session), "it is there for the next");
        Assert.That(session.Connection, Is.SameAs(third));

        Task<SmReply> ResumeAsync(TestConnection connection) => management.ResumeAsync(
            s_juliet,
            new XElement(SmElements.Resume, new XAttribute("previd", session!.Management!.Id), new XAttribute("h", "0")),
            new StreamLink(connection, StreamFraming.Client, _ => { }, () => Task.CompletedTask),
            ct).AsTask();
    }
}
