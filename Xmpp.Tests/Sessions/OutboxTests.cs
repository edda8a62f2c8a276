using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Tests.Sessions;

public class OutboxTests
{
    [Test]
    public void One_drain_is_asked_for_a_burst()
    {
        var outbox = new Outbox(10, 10_000);
        outbox.Add(Stanza("a"), out var first);
        outbox.Add(Stanza("b"), out var second);
        outbox.TakeAll();
        outbox.Add(Stanza("c"), out var third);
        Assert.That((first, second, third), Is.EqualTo((true, false, true)));
    }

    [Test]
    public void Stanzas_come_out_in_order()
    {
        var outbox = new Outbox(100, 1_000_000);
        for (var i = 0; i < 50; i++)
            outbox.Add(Stanza($"{i}"), out _);
        Assert.That(outbox.TakeAll().Select(s => s.Stanza?.Id), Is.EqualTo(Enumerable.Range(0, 50).Select(i => $"{i}")));
    }

    [Test, Case("ABU-06")]
    public void The_limit_of_stanzas_holds_exactly()
    {
        var outbox = new Outbox(3, 1_000_000);
        var outcomes = Enumerable.Range(0, 4).Select(i => outbox.Add(Stanza($"{i}"), out _)).ToList();
        Assert.That(outcomes, Is.EqualTo(new[] { HandOver.Taken, HandOver.Taken, HandOver.Taken, HandOver.Full }));
        outbox.TakeAll();
        Assert.That(outbox.Add(Stanza("again"), out _), Is.EqualTo(HandOver.Taken));
    }

    [Test, Case("ABU-06")]
    public void The_limit_of_octets_holds()
    {
        var outbox = new Outbox(1000, 10_000);
        var taken = 0;
        while (outbox.Add(Stanza("x", 1000), out _) == HandOver.Taken)
            taken++;
        Assert.That(taken, Is.EqualTo(10));
    }

    [Test]
    public void After_the_close_nothing_is_taken_and_the_rest_comes_back()
    {
        var outbox = new Outbox(10, 10_000);
        outbox.Add(Stanza("left"), out _);
        var left = outbox.Close();
        Assert.Multiple(() =>
        {
            Assert.That(left.Select(s => s.Stanza?.Id), Is.EqualTo(new[] { "left" }));
            Assert.That(outbox.Add(Stanza("late"), out _), Is.EqualTo(HandOver.Gone));
            Assert.That(outbox.Close(), Is.Empty);
        });
    }

    [Test]
    public void Nothing_is_lost_or_doubled_between_many_threads_and_the_drain()
    {
        var outbox = new Outbox(1_000_000, int.MaxValue);
        var seen = new HashSet<string>();
        var adders = Enumerable.Range(0, 4).Select(t => Task.Run(() =>
        {
            for (var i = 0; i < 5000; i++)
                outbox.Add(Stanza($"{t}-{i}"), out _);
        })).ToArray();
        var all = Task.WhenAll(adders);
        do
        {
            var taken = outbox.TakeAll();
            foreach (var stanza in taken)
                Assert.That(seen.Add(stanza.Stanza?.Id ?? ""), Is.True);
            outbox.GiveBack(taken);
        }
        while (!all.IsCompleted || seen.Count < 20_000);
        Assert.That(seen, Has.Count.EqualTo(20_000));
    }

    [Test, Case("SM-10")]
    public void What_is_held_back_asks_for_no_drain_until_there_is_much_of_it()
    {
        var outbox = new Outbox(10, 10_000);
        var asked = new List<bool>();
        for (var i = 0; i < 3; i++)
        {
            outbox.Hold(From($"juliet@capulet.example/{i}"), 3, now: i + 1, out var needsDrain);
            asked.Add(needsDrain);
        }
        Assert.That(asked, Is.EqualTo(new[] { false, false, true }));
        Assert.That(outbox.HeldSince, Is.EqualTo(1));
        Assert.That(outbox.TakeAll(), Has.Count.EqualTo(3));
        Assert.That(outbox.HeldSince, Is.Null);
    }

    [Test, Case("SM-07")]
    public void What_supersedes_takes_the_place_of_what_it_supersedes_and_of_nothing_else()
    {
        var outbox = new Outbox(3, 10_000);
        for (var i = 0; i < 100; i++)
            Assert.That(outbox.Hold(From("juliet@capulet.example/a"), 10, 1, out _), Is.EqualTo(HandOver.Taken));
        outbox.Hold(From("juliet@capulet.example/b"), 10, 1, out _);
        outbox.Add(Stanza("urgent"), out var needsDrain);
        Assert.That(needsDrain, Is.True);
        Assert.That(outbox.TakeAll().Select(s => s.Stanza?.From?.Resource ?? ""), Is.EqualTo(new[] { "a", "b", "a" }));
    }

    private static OutboundStanza From(string jid) =>
        new(new Presence(PresenceType.Available, Jid.Parse(jid), null).WithSize(100));

    private static OutboundStanza Stanza(string id, int octets = 100) =>
        new(new Presence(PresenceType.Available, Jid.Parse("juliet@capulet.example/a"), null, id).WithSize(octets));
}
