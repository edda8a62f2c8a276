using System.Text;
using Xmpp.Server.ClientState;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;

namespace Xmpp.Tests.ClientState;

[Case("SM-10"), Spec("XEP-0352", "3.2")]
public class UrgencyTests
{
    private const string Composing = "<composing xmlns='http://jabber.org/protocol/chatstates'/>";

    [TestCase("<presence/>", false)]
    [TestCase("<presence type='unavailable'/>", false)]
    [TestCase("<presence type='subscribe'/>", true)]
    [TestCase("<presence type='error'/>", true)]
    [TestCase("<message type='chat'><body>x</body></message>", true)]
    [TestCase("<message type='chat'>" + Composing + "</message>", false)]
    [TestCase("<message type='chat'><thread>t</thread>" + Composing + "</message>", false)]
    [TestCase("<message type='chat'><body>x</body>" + Composing + "</message>", true)]
    [TestCase("<message type='error'>" + Composing + "</message>", true)]
    [TestCase("<message><received xmlns='urn:xmpp:receipts' id='x'/></message>", true)]
    [TestCase("<message><received xmlns='urn:xmpp:carbons:2'/></message>", true)]
    [TestCase("<message type='headline'><event xmlns='http://jabber.org/protocol/pubsub#event'/></message>", false)]
    [TestCase("<message type='headline'><body>x</body></message>", true)]
    [TestCase("<message/>", true)]
    [TestCase("<iq type='get' id='x'/>", true)]
    public void What_may_wait(string stanza, bool isUrgent) => Assert.That(Urgency.IsUrgent(Read(stanza)), Is.EqualTo(isUrgent));

    [TestCase("<presence from='a@b/c'/>", "<presence from='a@b/c' type='unavailable'/>", true)]
    [TestCase("<presence from='a@b/c' type='unavailable'/>", "<presence from='a@b/c'/>", true)]
    [TestCase("<presence from='a@b/c'/>", "<presence from='a@b/d'/>", false)]
    [TestCase("<presence from='a@b/c'/>", "<presence from='a@b/c' type='subscribe'/>", false)]
    [TestCase("<presence from='a@b/c'><x xmlns='http://jabber.org/protocol/muc#user'/></presence>", "<presence from='a@b/c'/>", false)]
    [TestCase("<presence from='a@b/c'/>", "<message from='a@b/c'>" + Composing + "</message>", false)]
    [TestCase("<message from='a@b/c'>" + Composing + "</message>", "<message from='a@b/c'>" + Composing + "</message>", true)]
    [TestCase("<message from='a@b/c'>" + Composing + "</message>", "<message from='a@b/c'><body>x</body></message>", false)]
    [TestCase("<presence/>", "<presence/>", false)]
    public void What_makes_an_earlier_one_worthless(string later, string earlier, bool supersedes) =>
        Assert.That(Urgency.Supersedes(Read(later), Read(earlier)), Is.EqualTo(supersedes));

    private static Stanza Read(string xml)
    {
        var end = xml.IndexOfAny([' ', '/', '>']);
        var bytes = Encoding.UTF8.GetBytes(xml.Insert(end, " xmlns='jabber:client'"));
        return StoredStanza.TryRead(bytes, out var stanza) ? stanza : throw new FormatException(xml);
    }
}
