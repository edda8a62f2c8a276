using System.Xml.Linq;
using Microsoft.Extensions.Time.Testing;
using Xmpp.Server.Configuration;
using Xmpp.Server.Routing;
using Xmpp.Server.Sessions;
using Xmpp.Server.StreamManagement;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Tests.StreamManagement;

[Spec("XEP-0198", "4")]
public class ManagedStreamTests
{
    private readonly FakeTimeProvider _time = new();
    private int _taken;

    [Test]
    public void Acknowledged_stanzas_are_settled_once_and_in_order()
    {
        var stream = NewStream();
        Send(stream, 5);
        Assert.That(stream.TryAcknowledge(3), Is.True);
        Assert.That((_taken, stream.Count, stream.Acknowledged, stream.Sent), Is.EqualTo((3, 2, 3u, 5u)));
        Assert.That(stream.TryAcknowledge(3), Is.True, "the same count again says nothing new");
        Assert.That(_taken, Is.EqualTo(3));
    }

    [TestCase(6u)]
    [TestCase(1u, Description = "less than before")]
    [TestCase(uint.MaxValue)]
    public void A_count_of_what_was_never_sent_is_refused_and_changes_nothing(uint h)
    {
        var stream = NewStream();
        Send(stream, 5);
        stream.TryAcknowledge(2);
        Assert.That(stream.TryAcknowledge(h), Is.False);
        Assert.That((_taken, stream.Count), Is.EqualTo((2, 3)));
    }

    [Test]
    public void The_counter_goes_from_its_highest_value_to_zero()
    {
        var stream = ManagedStream.Restored(
            "id", TimeSpan.FromMinutes(5), uint.MaxValue, uint.MaxValue - 1, [NewStanza(), NewStanza(), NewStanza()],
            new StreamManagementOptions(), _time);
        Assert.That(stream.Sent, Is.EqualTo(1u));
        Assert.That(stream.TryAcknowledge(0), Is.True);
        Assert.That((stream.Count, stream.Acknowledged), Is.EqualTo((1, 0u)));
        stream.NoteHandled();
        Assert.That(stream.Handled, Is.Zero);
    }

    [Test, Case("SM-07")]
    public void The_client_is_asked_once_for_several_stanzas()
    {
        var stream = NewStream(new StreamManagementOptions { AckAfterStanzas = 3 });
        Send(stream, 2);
        Assert.That(stream.TryAsk(), Is.False);
        Send(stream, 1);
        Assert.That(stream.TryAsk(), Is.True);
        Send(stream, 9);
        Assert.That(stream.TryAsk(isLate: true), Is.False, "it has not answered");
        stream.TryAcknowledge(1);
        Assert.That(stream.TryAsk(), Is.True);
    }

    [Test, Spec("XEP-0198", "4")]
    public void A_message_is_asked_for_at_once()
    {
        var stream = NewStream();
        Send(stream, 1);
        Assert.That(stream.IsAskDue, Is.False);
        SendMessages(stream, 1);
        Assert.That((stream.IsAskDue, stream.TryAsk()), Is.EqualTo((true, true)));
        SendMessages(stream, 1);
        Assert.That((stream.IsAskDue, stream.TryAsk()), Is.EqualTo((false, false)), "it has not answered");
        stream.TryAcknowledge(2);
        Assert.That(stream.TryAsk(), Is.True, "one came behind the request");
        stream.TryAcknowledge(3);
        SendMessages(stream, 1);
        stream.TryAcknowledge(4);
        Send(stream, 1);
        Assert.That(stream.TryAsk(), Is.False, "the client was faster than the request");
    }

    [Test, Case("SM-07")]
    public void One_stanza_is_asked_for_when_it_has_waited()
    {
        var stream = NewStream(new StreamManagementOptions { AckAfter = TimeSpan.FromSeconds(3) });
        Send(stream, 1);
        Assert.That(stream.TryAsk(isLate: true), Is.False);
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.That(stream.TryAsk(isLate: true), Is.True);
    }

    [Test, Case("SM-07")]
    public void A_client_that_was_asked_and_is_silent_is_overdue()
    {
        var stream = NewStream(new StreamManagementOptions { AckAfterStanzas = 1, AckTimeout = TimeSpan.FromSeconds(60) });
        Send(stream, 1);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.That(stream.IsOverdue, Is.False, "it was not asked");
        stream.TryAsk();
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.That(stream.IsOverdue, Is.False);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(stream.IsOverdue, Is.True);
        stream.OnAttached();
        Assert.That(stream.IsOverdue, Is.False, "a new stream");
    }

    [Test, Case("SM-07")]
    public void The_window_is_limited_in_stanzas_and_in_octets()
    {
        var stream = NewStream(new StreamManagementOptions { WindowStanzas = 10, WindowBytes = 65_536 });
        Send(stream, 9);
        Assert.That(stream.IsFull, Is.False);
        Send(stream, 1);
        Assert.That(stream.IsFull, Is.True);
        stream.TryAcknowledge(10);
        Assert.That(stream.IsFull, Is.False);
        stream.NoteSent(NewStanza(65_536));
        Assert.That(stream.IsFull, Is.True);
    }

    [Test, Case("SM-06")]
    public void What_is_left_at_the_end_comes_back_in_order()
    {
        var stream = NewStream();
        Send(stream, 4);
        stream.TryAcknowledge(1);
        Assert.That(stream.Close(), Has.Length.EqualTo(3));
        Assert.That(stream.Close(), Is.Empty);
    }

    private ManagedStream NewStream(StreamManagementOptions? options = null)
    {
        _taken = 0;
        return new ManagedStream("id", TimeSpan.FromMinutes(5), options ?? new StreamManagementOptions(), _time);
    }

    private static void SendMessages(ManagedStream stream, int count)
    {
        for (var i = 0; i < count; i++)
            stream.NoteSent(new OutboundStanza(new Message(new XElement(XmppNames.Message), null, null, null, null, "chat")));
    }

    private void Send(ManagedStream stream, int count)
    {
        for (var i = 0; i < count; i++)
            stream.NoteSent(NewStanza());
    }

    private OutboundStanza NewStanza(int octets = 100)
    {
        var from = Jid.Parse("romeo@montague.example/orchard");
        var stanza = new Presence(PresenceType.Available, from, null).WithSize(octets);
        var delivery = new Delivery(new StanzaContext(stanza, from, Jid.Parse("juliet@capulet.example"), StanzaOrigin.Server))
        {
            OnSettled = isTaken => _taken += isTaken ? 1 : 0,
        };
        delivery.Begin();
        return new OutboundStanza(stanza, delivery);
    }
}
