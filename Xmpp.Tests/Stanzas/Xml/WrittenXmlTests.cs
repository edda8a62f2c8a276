using System.Buffers;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Xml;

namespace Xmpp.Tests.Stanzas.Xml;

public sealed class WrittenXmlTests
{
    private static readonly XNamespace s_forward = "urn:xmpp:forward:0";
    private static readonly StanzaReaderLimits s_limits = new();

    [TestCase("<message xmlns='jabber:client' to='a@b'><body>1 &lt; 2</body></message>")]
    [TestCase("<message xmlns='jabber:client'><x xmlns='urn:x' xmlns:y='urn:y' y:a='1'><y:z/></x></message>")]
    [TestCase("<message xmlns='jabber:client'><error xmlns='http://etherx.jabber.org/streams'/></message>")]
    [TestCase("<message xmlns='jabber:client'><x xmlns=''><body xmlns='jabber:client'/></x></message>")]
    public void What_was_written_comes_out_as_the_same_tree_wherever_it_is_put(string xml)
    {
        foreach (var context in Enum.GetValues<OutputContext>())
        {
            var expected = Read(Written(Forwarded(Element(xml)), context), context);
            var actual = Read(Written(Forwarded(new WrittenXml(StanzaWriter.ToBytes(Element(xml)))), context), context);
            Assert.That(actual.Elements().Last().Elements().Last().Name, Is.EqualTo(Element(xml).Name));
            Assert.That(Canonical(actual), Is.EqualTo(Canonical(expected)), context.ToString());
        }
    }

    private static Message Forwarded(XNode kept) => new Message(
        new XElement(XmppNames.Message, new XElement(s_forward + "forwarded", new XElement(s_forward + "delay"), kept)),
        Jid.Parse("a@b"), Jid.Parse("a@b/c"), null, null, null);

    private static XElement Element(string xml) =>
        StanzaReader.TryReadElement(Encoding.UTF8.GetBytes(xml), s_limits, out var element) ? element : throw new AssertionException(xml);

    private static string Written(Stanza stanza, OutputContext context)
    {
        var output = new ArrayBufferWriter<byte>();
        StanzaWriter.Write(output, stanza, null, context);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    // With what the stream around it declares.
    private static XElement Read(string xml, OutputContext context)
    {
        var space = context switch
        {
            OutputContext.ServerStream => "jabber:server",
            OutputContext.ComponentStream => "jabber:component:accept",
            OutputContext.Standalone => "",
            _ => "jabber:client",
        };
        using var reader = XmlReader.Create(
            new StringReader($"<s xmlns='{space}' xmlns:stream='http://etherx.jabber.org/streams'>{xml}</s>"));
        return XElement.Load(reader).Elements().Single();
    }

    // Names, attributes and text, without the prefixes and where they are declared.
    private static string Canonical(XElement element) =>
        $"<{element.Name} {string.Join(' ', element.Attributes().Where(a => !a.IsNamespaceDeclaration).Select(a => $"{a.Name}={a.Value}"))}>"
        + string.Concat(element.Nodes().Select(n => n is XElement e ? Canonical(e) : ((XText)n).Value)) + "</>";
}
