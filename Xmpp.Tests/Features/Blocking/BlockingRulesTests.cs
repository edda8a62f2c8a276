using System.Xml.Linq;
using Xmpp.Server.Features.Blocking;
using Xmpp.Server.Routing;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Tests.Features.Blocking;

/// <summary>XEP-0191 §3.3: what a blocked contact gets to hear.</summary>
public class BlockingRulesTests
{
    private static readonly Jid s_juliet = Jid.Parse("juliet@capulet.example");
    private static readonly Jid s_romeo = Jid.Parse("romeo@verona.example/orchard");

    // R: service-unavailable, S: silence, D: delivered.
    [TestCase("message chat", "R")]
    [TestCase("message normal", "R")]
    [TestCase("message headline", "R")]
    [TestCase("message groupchat", "S")]
    [TestCase("message error", "R")] // which Routing sends to nobody (RFC 6120 §8.3.1 rule 8)
    [TestCase("iq get", "R")]
    [TestCase("iq set", "R")]
    [TestCase("presence available", "S")]
    [TestCase("presence unavailable", "S")]
    [TestCase("presence subscribe", "S")]
    [TestCase("presence subscribed", "S")]
    [TestCase("presence unsubscribe", "S")]
    [TestCase("presence unsubscribed", "S")]
    [TestCase("presence probe", "S")]
    [TestCase("presence error", "S")]
    [Spec("XEP-0191", "3.3"), Case("PRE-07")]
    public void From_a_blocked_contact(string what, string expected) =>
        Assert.That(Receive(Make(what), StanzaOrigin.LocalSession), Is.EqualTo(expected));

    [TestCase("message error"), TestCase("iq error"), TestCase("presence error")]
    [Spec("XEP-0191", "3.3"), Case("RTE-03")]
    public void What_the_server_refuses_in_the_blocked_contacts_name_arrives(string what) =>
        Assert.That(Receive(Make(what), StanzaOrigin.Server), Is.EqualTo("D"));

    [TestCase("message chat"), TestCase("presence available"), TestCase("iq result")]
    [Spec("XEP-0191", "3.3")]
    public void What_the_server_says_in_his_name_else_does_not(string what) =>
        Assert.That(Receive(Make(what), StanzaOrigin.Server), Is.Not.EqualTo("D"));

    [Test, Case("PRE-07")]
    public void A_room_gets_no_error_for_a_private_message()
    {
        var room = Jid.Parse("court@chat.example/romeo");
        var joined = new Resource(Jid.Parse("juliet@capulet.example/a"), 1, default)
        {
            Directed = [Jid.Parse("court@chat.example/juliet")],
        };
        var marked = new Message(
            new XElement(XmppNames.Message, new XElement(Occupants.User)), room, s_juliet, "1", null, "chat");
        Assert.Multiple(() =>
        {
            Assert.That(Outcome(BlockingRules.Receive(marked, room, StanzaOrigin.RemoteServer, [])), Is.EqualTo("S"));
            Assert.That(
                Outcome(BlockingRules.Receive(Make("message chat"), room, StanzaOrigin.RemoteServer, [joined])),
                Is.EqualTo("S"));
            Assert.That(
                Outcome(BlockingRules.Receive(Make("message chat"), s_romeo, StanzaOrigin.RemoteServer, [joined])),
                Is.EqualTo("R"));
        });
    }

    [TestCase("<block xmlns='urn:xmpp:blocking'/>", null, "")]
    [TestCase("<block xmlns='urn:xmpp:blocking'><item jid='a@B.example/c'/><item jid='d.example'/></block>", null, "a@b.example/c d.example")]
    [TestCase("<block xmlns='urn:xmpp:blocking'><item/></block>", "bad-request", "")]
    [TestCase("<block xmlns='urn:xmpp:blocking'><item jid=''/></block>", "jid-malformed", "")]
    [TestCase("<block xmlns='urn:xmpp:blocking'><item jid='@@'/></block>", "jid-malformed", "")]
    [TestCase("<block xmlns='urn:xmpp:blocking'><item xmlns='urn:example:x' jid='a@b.example'/></block>", null, "")]
    [Spec("XEP-0191", "3.3")]
    public void Requests_are_read(string request, string? error, string addresses)
    {
        var condition = BlockingRules.Read(Wire.XmlFragment.Read(request, "jabber:client"), out var read)?.Condition;
        Assert.That(condition, Is.EqualTo(error));
        if (error is null)
            Assert.That(string.Join(' ', read), Is.EqualTo(addresses));
    }

    private static string Receive(Stanza stanza, StanzaOrigin origin) =>
        Outcome(BlockingRules.Receive(stanza, s_romeo, origin, []));

    private static string Outcome(Verdict verdict) => verdict switch
    {
        { Stops: false } => "D",
        { Error: null } => "S",
        { Error.Condition: "service-unavailable" } => "R",
        _ => "?",
    };

    private static Stanza Make(string what)
    {
        var words = what.Split(' ');
        switch (words[0])
        {
            case "message":
                return new Message(new XElement(XmppNames.Message), s_romeo, s_juliet, "1", null, words[1]);
            case "iq":
                return Iq.TryParseType(words[1], out var iqType)
                    ? new Iq(iqType, "1", s_romeo, s_juliet)
                    : throw new ArgumentException(what);
            default:
                return Presence.TryParseType(words[1] == "available" ? null : words[1], out var type)
                    ? new Presence(type, s_romeo, s_juliet)
                    : throw new ArgumentException(what);
        }
    }
}
