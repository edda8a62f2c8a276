using System.Collections.Immutable;
using System.Xml.Linq;
using Xmpp.Server.Routing;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Tests.Routing;

/// <summary>Every row of RFC 6121 §8.5.4 table 1, with the choices that docs/ARCHITECTURE.md names.</summary>
public class DeliveryRulesTests
{
    private static readonly Jid s_bare = Jid.Parse("juliet@capulet.example");
    private static readonly Jid s_match = Jid.Parse("juliet@capulet.example/a");
    private static readonly Jid s_noMatch = Jid.Parse("juliet@capulet.example/gone");

    // situation, 'to', then what becomes of: normal, chat, groupchat, headline, error.
    // Letters as in the table: D the resource named, M the most available, A all non-negative ones, O stored, E error,
    // S silence. "several" has priorities 0, 5 and -1.
    [TestCase("no account", "bare", "S S E S S")]
    [TestCase("no account", "full", "E S E S S")]
    [TestCase("offline", "bare", "O O E S S")]
    [TestCase("offline", "no match", "E O E S S")]
    [TestCase("negative", "bare", "O O E S S")]
    [TestCase("negative", "match", "D D D D D")]
    [TestCase("negative", "no match", "E O E S S")]
    [TestCase("one", "bare", "A A E A S")]
    [TestCase("one", "match", "D D D D D")]
    [TestCase("one", "no match", "E A E S S")]
    [TestCase("several", "bare", "A M E A S")]
    [TestCase("several", "match", "D D D D D")]
    [TestCase("several", "no match", "E M E S S")]
    [TestCase("connected", "bare", "O O E S S")] // bound, but no presence yet
    [TestCase("connected", "match", "D D D D D")]
    [Spec("RFC 6121", "8.5.4"), Case("RTE-04"), Case("PRE-03"), Case("PRE-06"), Case("RTE-02")]
    public void Messages_follow_the_table(string situation, string to, string expected)
    {
        var actual = new[] { "normal", "chat", "groupchat", "headline", "error" }
            .Select(type => Outcome(Message(type), situation, to));
        Assert.That(string.Join(' ', actual), Is.EqualTo(expected));
    }

    [TestCase("no account", "full", "E")]
    [TestCase("offline", "no match", "E")]
    [TestCase("several", "no match", "E")]
    [TestCase("several", "match", "D")]
    [TestCase("connected", "match", "D")]
    [Spec("RFC 6121", "8.5.3.1"), Spec("RFC 6121", "8.5.3.2.3")]
    public void Requests_to_a_full_jid(string situation, string to, string expected) =>
        Assert.That(Outcome(new Iq(IqType.Get, "1", s_bare, s_bare), situation, to), Is.EqualTo(expected));

    [TestCase(IqType.Result)]
    [TestCase(IqType.Error)]
    [Spec("RFC 6120", "8.2.3"), Case("RTE-02")]
    public void Answers_reach_their_resource_or_nobody(IqType type)
    {
        Assert.Multiple(() =>
        {
            Assert.That(Outcome(new Iq(type, "1", s_bare, s_bare), "one", "match"), Is.EqualTo("D"));
            Assert.That(Outcome(new Iq(type, "1", s_bare, s_bare), "one", "no match"), Is.EqualTo("S"));
            Assert.That(Outcome(new Iq(type, "1", s_bare, s_bare), "one", "bare"), Is.EqualTo("S"));
        });
    }

    [Test, Spec("RFC 6121", "8.5.2.1.1"), Case("PRE-03")]
    public void A_negative_priority_never_gets_messages_to_the_bare_jid()
    {
        var resources = ImmutableArray.Create(Available("a", -1), Available("b", 0), Available("c", 5));
        var plan = DeliveryRules.Plan(Message("normal"), s_bare, true, resources);
        Assert.That(plan.Targets.Select(t => t.FullJid.Resource), Is.EqualTo(new[] { "b", "c" }));
    }

    [Test, Spec("RFC 6121", "5.2.2")]
    public void An_unknown_type_is_normal() =>
        Assert.That(Outcome(Message("telegram"), "offline", "bare"), Is.EqualTo("O"));

    private static string Outcome(Stanza stanza, string situation, string to)
    {
        var recipient = to switch { "bare" => s_bare, "match" => s_match, _ => s_noMatch };
        ImmutableArray<Resource> resources = situation switch
        {
            "negative" => [Available("a", -1)],
            "one" => [Available("a", 0)],
            "several" => [Available("a", 0), Available("b", 5), Available("c", -1)],
            "connected" => [new Resource(s_match, 1, default)],
            _ => [],
        };
        var plan = DeliveryRules.Plan(stanza, recipient, situation != "no account", resources);
        if (plan.Targets.Count == 0)
            return plan.Undelivered switch { Undelivered.Store => "O", Undelivered.Bounce => "E", _ => "S" };
        if (recipient.IsFull && plan.Targets.Count == 1 && plan.Targets[0].FullJid == recipient)
            return "D";
        if (plan.Targets.SequenceEqual(resources.Where(r => r.IsAvailable && r.Priority >= 0)))
            return "A";
        return plan.Targets.SequenceEqual(resources.Where(r => r.Priority == 5)) ? "M" : "?";
    }

    private static Resource Available(string name, sbyte priority) =>
        new(Jid.Parse($"juliet@capulet.example/{name}"), name[0], default) { IsAvailable = true, Priority = priority };

    private static Message Message(string type) =>
        new(new XElement(XmppNames.Message, new XElement(XmppNames.Body, "x")), s_bare, s_bare, "1", null, type);
}
