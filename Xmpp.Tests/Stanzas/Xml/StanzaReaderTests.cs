using System.Text;
using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Xml;

namespace Xmpp.Tests.Stanzas.Xml;

public sealed class StanzaReaderTests
{
    [Test, Spec("RFC 6120", "4.7")]
    public void Header_gives_its_attributes_and_namespaces()
    {
        var reader = new StanzaReader(new StanzaReaderLimits());
        var bytes = Encoding.UTF8.GetBytes(
            "<?xml version='1.0'?>\n<stream:stream to='capulet.example' from=\"juliet@capulet.example\" id='x' " +
            "version='1.0' xml:lang='de' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>  <a");

        Assert.That(reader.Read(bytes, out var consumed), Is.EqualTo(StreamEvent.Opened));
        Assert.That(consumed, Is.EqualTo(bytes.Length - 4));
        Assert.That(reader.Header, Is.EqualTo(new StreamHeader
        {
            To = "capulet.example",
            From = "juliet@capulet.example",
            Id = "x",
            Version = "1.0",
            Lang = "de",
            StreamNamespace = "http://etherx.jabber.org/streams",
            LocalName = "stream",
            Prefix = "stream",
            ContentNamespace = "jabber:client",
        }));
    }

    [Test]
    public void A_chat_message_comes_out_as_a_tree()
    {
        var stream = ReaderHarness.Open();
        stream.Feed(
            "<message to='romeo@montague.example' type='chat' id='1'><body>Art thou &lt;not&gt; Romeo?</body>" +
            "<active xmlns='http://jabber.org/protocol/chatstates'/></message>");

        var message = stream.Elements.Single();
        Assert.That(message.Name, Is.EqualTo(XmppNames.Message));
        Assert.That(message.Attributes().Select(a => $"{a.Name}={a.Value}"),
            Is.EqualTo(new[] { "to=romeo@montague.example", "type=chat", "id=1" }));
        Assert.That(message.Element(XmppNames.Body)?.Value, Is.EqualTo("Art thou <not> Romeo?"));
        Assert.That(message.Elements().Last().Name,
            Is.EqualTo(XName.Get("active", "http://jabber.org/protocol/chatstates")));
    }
}
