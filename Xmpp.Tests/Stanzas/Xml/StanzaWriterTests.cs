using System.Buffers;
using System.Text;
using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Xml;

namespace Xmpp.Tests.Stanzas.Xml;

public sealed class StanzaWriterTests
{
    [Test]
    public void Stanza_takes_its_addressing_from_the_properties()
    {
        var element = Element("<message xmlns='jabber:client' to='old@x' foo='1' type='chat' id='7'><body>a</body></message>");
        Assert.That(Stanza.Read(element, out var stanza), Is.Null);
        var changed = stanza!.WithFrom(Jid.Parse("juliet@capulet.example/b")).WithTo(null)
            .WithLang("de").WithChild(new XElement(XName.Get("delay", "urn:xmpp:delay")));

        Assert.That(Written(changed, Jid.Parse("a@b")), Is.EqualTo(
            "<message to='a@b' from='juliet@capulet.example/b' id='7' type='chat' xml:lang='de' foo='1'>" +
            "<body>a</body><delay xmlns='urn:xmpp:delay'/></message>"));
    }

    internal static XElement Element(string xml) =>
        StanzaReader.TryReadElement(Encoding.UTF8.GetBytes(xml), new StanzaReaderLimits(), out var element, out var error)
            ? element
            : throw new AssertionException($"{error?.Condition}: {xml}");

    internal static string Written(Stanza stanza, Jid? to = null, OutputContext context = OutputContext.ClientStream)
    {
        var output = new ArrayBufferWriter<byte>();
        StanzaWriter.Write(output, stanza, to, context);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    internal static string Written(XElement element, OutputContext context = OutputContext.ClientStream)
    {
        var output = new ArrayBufferWriter<byte>();
        StanzaWriter.Write(output, element, context);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
