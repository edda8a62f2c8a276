using System.Buffers;
using System.Text;
using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Xml;

namespace Xmpp.Tests.Stanzas.Xml;

public sealed class StanzaWriterTests
{
    private static readonly XNamespace A = "urn:a";
    private static readonly XNamespace B = "urn:b";

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
        Assert.That(Written(changed), Does.StartWith("<message from='juliet"), "no 'to' of its own");
        Assert.That(Written(stanza), Is.EqualTo("<message to='old@x' id='7' type='chat' foo='1'><body>a</body></message>"));
        Assert.That(Written(stanza, null, OutputContext.Standalone),
            Is.EqualTo("<message to='old@x' xmlns='jabber:client' id='7' type='chat' foo='1'><body>a</body></message>"));
    }

    [Test, Case("PAR-10"), Spec("RFC 6120", "8.1.5")]
    public void Xml_lang_of_a_stanza_is_its_property_and_of_children_their_own()
    {
        var element = Element("<message xmlns='jabber:client'><body xml:lang='cs'>a</body></message>");
        Assert.That(Stanza.Read(element, out var stanza), Is.Null);
        Assert.That(Written(stanza!.WithLang("de")), Is.EqualTo("<message xml:lang='de'><body xml:lang='cs'>a</body></message>"));
    }

    [Test]
    public void Appended_children_make_an_empty_stanza_full() =>
        Assert.That(Written(new Presence(PresenceType.Available, null, null).WithChild(new XElement(A + "x")).WithChild(new XElement(XmppNames.Show, "away"))),
            Is.EqualTo("<presence><x xmlns='urn:a'/><show>away</show></presence>"));

    // Namespaces in XML 1.0 §5, §6; RFC 6120 §4.8
    private static IEnumerable<TestCaseData> Namespaces()
    {
        yield return Case(new XElement(XmppNames.Client + "a", new XElement(A + "b", new XElement(A + "c"), new XElement(XmppNames.Client + "d"))),
            "<a><b xmlns='urn:a'><c/><d xmlns='jabber:client'/></b></a>");
        yield return Case(new XElement("a", new XElement("b"), new XElement(XmppNames.Client + "c")),
            "<a xmlns=''><b/><c xmlns='jabber:client'/></a>");
        yield return Case(new XElement(XmppNames.StreamFeatures, new XElement(XmppNames.Tls + "starttls")),
            "<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:features>");
        yield return Case(new XElement(A + "a", new XAttribute(B + "c", "1"), new XAttribute(B + "d", "2")),
            "<a xmlns='urn:a' xmlns:ns1='urn:b' ns1:c='1' ns1:d='2'/>");
        yield return Case(new XElement(A + "a", new XAttribute(A + "c", "1"), new XElement(A + "b", new XAttribute(A + "d", "1"))),
            "<a xmlns='urn:a' xmlns:ns1='urn:a' ns1:c='1'><b ns1:d='1'/></a>");
        yield return Case(new XElement(A + "a", new XAttribute(XNamespace.Xmlns + "p", "urn:a"), new XElement(A + "b", new XAttribute(A + "c", "1"))),
            "<p:a xmlns:p='urn:a'><p:b p:c='1'/></p:a>");
        yield return Case(new XElement(A + "a", new XAttribute("xmlns", "urn:a"), new XAttribute(XNamespace.Xmlns + "p", "urn:a"), new XElement(A + "b")),
            "<a xmlns='urn:a' xmlns:p='urn:a'><b/></a>");
        // The prefix means something else inside.
        yield return Case(
            new XElement(A + "a", new XAttribute(XNamespace.Xmlns + "p", "urn:a"),
                new XElement(B + "b", new XAttribute(XNamespace.Xmlns + "p", "urn:b"), new XElement(A + "c"), new XElement(B + "d"))),
            "<p:a xmlns:p='urn:a'><p:b xmlns:p='urn:b'><c xmlns='urn:a'/><p:d/></p:b></p:a>");
        // A generated prefix does not take the place of one that is used.
        yield return Case(
            new XElement(A + "a", new XAttribute(XNamespace.Xmlns + "ns1", "urn:a"), new XAttribute(B + "b", "1"), new XElement(A + "c")),
            "<ns1:a xmlns:ns1='urn:a' xmlns:ns2='urn:b' ns2:b='1'><ns1:c/></ns1:a>");
        yield return Case(
            new XElement(A + "a", new XAttribute("xmlns", "urn:b"), new XElement(B + "b")), "<a xmlns='urn:a'><b xmlns='urn:b'/></a>");
        yield return Case(
            new XElement(A + "top", new XElement(A + "a", new XAttribute("xmlns", "urn:b"), new XElement(B + "b"), new XElement(B + "b"))),
            "<top xmlns='urn:a'><ns1:a xmlns='urn:b' xmlns:ns1='urn:a'><b/><b/></ns1:a></top>");
        // RFC 6120 §4.8.5: no prefix for a stanza and its children.
        yield return Case(
            new XElement(XmppNames.Message, new XAttribute(XNamespace.Xmlns + "c", "jabber:client"), new XElement(XmppNames.Body)),
            "<message xmlns:c='jabber:client'><body/></message>");
        yield return Case(new XElement(XNamespace.Xml + "a", new XAttribute(XmppNames.Lang, "x")), "<xml:a xml:lang='x'/>");
        yield return Case(
            new XElement(A + "a", new XAttribute(XNamespace.Xmlns + "stream", "urn:s"), new XElement(XmppNames.StreamError)),
            "<a xmlns='urn:a' xmlns:stream='urn:s'><error xmlns='http://etherx.jabber.org/streams'/></a>");

        static TestCaseData Case(XElement element, string xml) => new TestCaseData(element, xml).SetArgDisplayNames(xml);
    }

    [TestCaseSource(nameof(Namespaces)), Spec("RFC 6120", "11.3"), Spec("RFC 6120", "4.8.5"), Case("PAR-07")]
    public void Namespaces_are_declared_where_they_are_needed(XElement element, string xml)
    {
        Assert.That(Written(element), Is.EqualTo(xml));
        var stream = ReaderHarness.Open();
        stream.Feed(xml);
        Assert.That(stream.Elements.Select(Canonical.Of), Is.EqualTo(new[] { Canonical.Of(element) }));
    }

    [Test, Spec("RFC 6120", "4.8.3")]
    public void Stanzas_for_a_server_stream_are_rescoped_but_not_what_extensions_hold()
    {
        var message = new XElement(XmppNames.Message, new XElement(XmppNames.Body, "a"), new XElement(A + "x", new XElement(XmppNames.Message)));
        Assert.That(Written(message, OutputContext.ServerStream),
            Is.EqualTo("<message><body>a</body><x xmlns='urn:a'><message xmlns='jabber:client'/></x></message>"));
        Assert.That(Written(new XElement(XmppNames.StreamError), OutputContext.ServerStream), Is.EqualTo("<stream:error/>"));
    }

    [Test, Spec("RFC 7395", "3.3.3")]
    public void A_standalone_element_declares_everything()
    {
        Assert.That(Written(new XElement(XmppNames.Message, new XElement(XmppNames.Body)), OutputContext.Standalone),
            Is.EqualTo("<message xmlns='jabber:client'><body/></message>"));
        Assert.That(Written(new XElement(XmppNames.StreamFeatures, new XElement(A + "a")), OutputContext.Standalone),
            Is.EqualTo("<stream:features xmlns:stream='http://etherx.jabber.org/streams'><a xmlns='urn:a'/></stream:features>"));
        Assert.That(Encoding.UTF8.GetString(StanzaWriter.ToBytes(new XElement(A + "a"))), Is.EqualTo("<a xmlns='urn:a'/>"));
    }

    [TestCase("<>&'\"\r\n\t", "&lt;&gt;&amp;'\"&#13;\n\t", "&lt;&gt;&amp;&apos;\"&#13;&#10;&#9;")]
    [TestCase("]]>", "]]&gt;", "]]&gt;")]
    [TestCase("\u00E4\u20AC\U0001F600\uFEFF\uFFFD", "\u00E4\u20AC\U0001F600\uFEFF\uFFFD", "\u00E4\u20AC\U0001F600\uFEFF\uFFFD")]
    [TestCase("", "", "")]
    public void Text_and_values_are_escaped(string value, string text, string attribute)
    {
        var element = new XElement(XmppNames.Body, new XAttribute("a", value), value);
        Assert.That(Written(element), Is.EqualTo($"<body a='{attribute}'>{text}</body>"));
    }

    private static readonly string[] Forbidden =
        ["a\0b", "\u0001", "\u001F\u000B", "\uFFFE", "\uFFFF", "\uD800", "\uDC00\uD800", "x\uD83D", "\uFFFE\uFFFF<"];

    // What the server itself puts in may come from anywhere: it is checked there, and never leaves broken.
    [TestCaseSource(nameof(Forbidden))]
    [Spec("RFC 6120", "11.3"), Case("PAR-04")]
    public void A_character_that_XML_forbids_is_replaced(string value)
    {
        Assert.That(XmlCharacters.AreLegal(value), Is.False);
        var expected = string.Concat(value.Select(c => c is 'a' or 'b' or 'x' or '<' ? c : '\uFFFD'));
        foreach (var filler in new[] { "", new string('f', 1023), new string('f', 5000) })
        {
            var read = Element(Written(new XElement("m", new XAttribute("a", filler + value + filler), filler + value)));
            Assert.That(read.Value, Is.EqualTo(filler + expected));
            Assert.That(read.Attribute("a")?.Value, Is.EqualTo(filler + expected + filler));
        }
    }

    [Test]
    public void A_surrogate_pair_is_not_cut_in_long_text()
    {
        for (var length = 1020; length < 1030; length++)
        {
            var text = new string('a', length) + "\U0001F600" + new string('b', length);
            Assert.That(Element(Written(new XElement("m", text))).Value, Is.EqualTo(text));
        }
    }

    [Test, Spec("RFC 6120", "11.1")]
    public void Comments_and_instructions_stay_behind()
    {
        var element = new XElement("m", new XElement("a", new XComment("x"), "text"), new XProcessingInstruction("x", "y"), new XCData("<b>"));
        Assert.That(Written(element), Is.EqualTo("<m xmlns=''><a>text</a>&lt;b&gt;</m>"));
    }

    [Test]
    public void Writing_leaves_the_tree_as_it_was()
    {
        var element = new XElement(XmppNames.Message, new XElement(XmppNames.Body, "text"));
        var output = new ArrayBufferWriter<byte>(1024);
        StanzaWriter.Write(output, element);
        output.ResetWrittenCount();
        var before = GC.GetAllocatedBytesForCurrentThread();
        StanzaWriter.Write(output, element);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void A_tree_deeper_than_the_stack_is_an_exception_not_a_crash()
    {
        var element = new XElement("m");
        for (var i = 0; i < 200_000; i++)
            element = new XElement("m", element);
        Assert.That(() => Written(element), Throws.InstanceOf<InsufficientExecutionStackException>());
        Assert.That(Written(new XElement("m")), Is.EqualTo("<m xmlns=''/>"), "the next one is not disturbed");
    }

    internal static XElement Element(string xml) =>
        StanzaReader.TryReadElement(Encoding.UTF8.GetBytes(xml), new StanzaReaderLimits(), out var element, out var error)
            ? element
            : throw new AssertionException($"{error}: {xml}");

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
