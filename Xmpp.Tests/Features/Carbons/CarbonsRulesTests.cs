using System.Collections.Immutable;
using Xmpp.Server.Features.Carbons;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Tests.Features.Carbons;

/// <summary>XEP-0280 §6.1 row by row.</summary>
public class CarbonsRulesTests
{
    private const string Private = "<private xmlns='urn:xmpp:carbons:2'/>";
    private const string NoCopy = "<no-copy xmlns='urn:xmpp:hints'/>";
    private const string Body = "<body>x</body>";
    private const string Invite = "<x xmlns='http://jabber.org/protocol/muc#user'><invite to='a@b.example'/></x>";
    private const string Occupant = "<x xmlns='http://jabber.org/protocol/muc#user'/>";
    private const string Conference = "<x xmlns='jabber:x:conference' jid='r@b.example'/>";

    private static readonly Jid s_occupant = Jid.Parse("court@chat.example/romeo");

    [TestCase("chat", "", true)]
    [TestCase("chat", Body, true)]
    [TestCase("chat", "<unknown xmlns='urn:example:x'/>", true)]
    [TestCase(null, Body, true)]
    [TestCase("normal", Body, true)]
    [TestCase("telegram", Body, true)] // RFC 6121 §5.2.2: as normal
    [TestCase("normal", "", false)]
    [TestCase("normal", "<unknown xmlns='urn:example:x'/>", false)]
    [TestCase("normal", "<subject>x</subject>", false)]
    [TestCase("normal", "<received xmlns='urn:xmpp:receipts' id='1'/>", true)]
    [TestCase("normal", "<request xmlns='urn:xmpp:receipts'/>", true)]
    [TestCase("normal", "<gone xmlns='http://jabber.org/protocol/chatstates'/>", true)]
    [TestCase("normal", "<displayed xmlns='urn:xmpp:chat-markers:0' id='1'/>", true)]
    [TestCase("normal", Conference, true)]
    [TestCase("normal", Invite, true)]
    [TestCase("normal", Occupant, false)]
    [TestCase("headline", Body, false)]
    [TestCase("groupchat", Body, false)]
    [TestCase("groupchat", Conference, false)]
    [TestCase("groupchat", "<displayed xmlns='urn:xmpp:chat-markers:0' id='1'/>", false)]
    [TestCase("chat", Body + Private, false)]
    [TestCase("chat", Body + NoCopy, false)]
    [TestCase("chat", Body + Private + NoCopy, false)]
    [TestCase("normal", Conference + Private, false)]
    [TestCase("chat", "<body>x</body><private xmlns='urn:example:x'/>", true)]
    [Spec("XEP-0280", "6.1"), Case("CAR-06"), Case("CAR-05"), Case("CAR-03")]
    public void Messages_follow_the_table(string? type, string content, bool isCopied) =>
        Assert.That(CarbonsRules.IsEligible(Read(type, content), false, false), Is.EqualTo(isCopied));

    [TestCase("", true)]
    [TestCase(Private, false)]
    [Spec("XEP-0280", "6.1"), Case("CAR-06")]
    public void An_error_is_copied_as_what_it_answers(string content, bool isCopied)
    {
        Assert.Multiple(() =>
        {
            Assert.That(CarbonsRules.IsEligible(Read("error", content), false, true), Is.EqualTo(isCopied));
            Assert.That(CarbonsRules.IsEligible(Read("error", content + Body), false, false), Is.False);
        });
    }

    [TestCase("chat"), TestCase("normal")]
    [Spec("XEP-0280", "6.1"), Case("CAR-04")]
    public void A_private_message_from_a_room_is_not_copied(string type) =>
        Assert.That(CarbonsRules.IsEligible(Read(type, Body + Occupant), true, false), Is.False);

    // what it says, who sends it, what one of the resources has shown itself to.
    [TestCase(Occupant, "court@chat.example/romeo", "court@chat.example/juliet", true)]
    [TestCase(Occupant, "court@chat.example/romeo", "hall@chat.example/juliet", false)]
    [TestCase(Occupant, "court@chat.example/romeo", "court@chat.example", false)]
    [TestCase(Occupant, "court@chat.example/romeo", null, false)]
    [TestCase(Occupant, "court@chat.example", "court@chat.example/juliet", false)]
    [TestCase(Invite, "court@chat.example/romeo", "court@chat.example/juliet", false)]
    [TestCase("", "court@chat.example/romeo", "court@chat.example/juliet", false)]
    [Case("CAR-04")]
    public void Only_an_occupant_of_a_room_that_was_joined_sends_private_messages(
        string content, string sender, string? shownTo, bool expected)
    {
        var resource = new Resource(Jid.Parse("juliet@capulet.example/a"), 1, default)
        {
            Directed = shownTo is null ? [] : [Jid.Parse(shownTo)],
        };
        ImmutableArray<Resource> resources = [resource with { Directed = [] }, resource];
        Assert.That(CarbonsRules.IsFromOccupant(Read("chat", content), Jid.Parse(sender), resources), Is.EqualTo(expected));
    }

    private static Message Read(string? type, string content)
    {
        var element = Wire.XmlFragment.Read($"<message>{content}</message>", "jabber:client");
        return new Message(element, s_occupant, Jid.Parse("juliet@capulet.example"), "1", null, type);
    }
}
