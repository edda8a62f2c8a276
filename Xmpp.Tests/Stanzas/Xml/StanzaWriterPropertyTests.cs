using System.Text;
using System.Xml.Linq;
using CsCheck;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Xml;

namespace Xmpp.Tests.Stanzas.Xml;

/// <summary>What is written is well-formed for every tree, and says what the tree says.</summary>
public sealed class StanzaWriterPropertyTests
{
    private static readonly Gen<Tape> Tapes = Gen.Byte.Array[40, 400].Select(bytes => new Tape(bytes));

    [Test, Spec("RFC 6120", "11.3"), Case("PAR-07")]
    public void What_was_read_is_written_and_read_the_same() => Tapes.Sample(
        tape =>
        {
            var stream = ReaderHarness.Open();
            stream.Feed(GeneratedXml.Elements(tape));
            foreach (var element in stream.Elements)
            {
                foreach (var context in Enum.GetValues<OutputContext>())
                    AssertRoundTrip(element, context);
            }
        },
        iter: 500);

    [Test, Spec("RFC 6120", "11.3"), Case("PAR-04"), Case("PAR-07")]
    public void A_tree_of_any_make_is_written_well_formed() => Tapes.Sample(
        tape =>
        {
            var element = Tree(tape, 0);
            foreach (var context in Enum.GetValues<OutputContext>())
                AssertRoundTrip(element, context);
        },
        iter: 1000);

    // cases SECURITY 1 (amplification): each octet read makes a bounded number of octets written.
    [Test]
    public void What_was_read_does_not_grow_without_bound() => Tapes.Sample(
        tape =>
        {
            var xml = GeneratedXml.Elements(tape).Replace("urn:a'", "urn:" + new string('a', 240) + "'", StringComparison.Ordinal);
            var stream = ReaderHarness.Open();
            stream.Feed(xml);
            var written = stream.Elements.Sum(e => Encoding.UTF8.GetByteCount(StanzaWriterTests.Written(e)));
            Assert.That(written, Is.LessThan(7 * Encoding.UTF8.GetByteCount(xml)), xml);
        },
        iter: 1000);

    // Each pattern would repeat a long namespace on every inner element if the writer chose its prefixes carelessly.
    [TestCase("<x xmlns='LONG'><p:y xmlns:p='jabber:client'>*</p:y></x>", "<z/>")]
    [TestCase("<message><p:y xmlns:p='jabber:client' xmlns='LONG'>*</p:y></message>", "<z/>")]
    [TestCase("<x xmlns='LONG' xmlns:a='LONG'>*</x>", "<b xmlns:a='o'/>")]
    [TestCase("<a:x xmlns:a='LONG' xmlns='u'>*</a:x>", "<a:y><z/></a:y>")]
    [TestCase("<p:x xmlns:p='u' xmlns='LONG'>*</p:x>", "<z/>")]
    [TestCase("<x xmlns='LONG' xmlns:stream='o'><s:y xmlns:s='http://etherx.jabber.org/streams'>*</s:y></x>", "<z/>")]
    [TestCase("<message><x xmlns='u' xmlns:a='LONG'>*</x></message>", "<z a:b=''/>")]
    public void A_long_namespace_is_written_once(string pattern, string repeated)
    {
        var xml = pattern.Replace("LONG", "urn:" + new string('x', 240), StringComparison.Ordinal)
            .Replace("*", string.Concat(Enumerable.Repeat(repeated, 1000)), StringComparison.Ordinal);
        var stream = ReaderHarness.Open();
        stream.Feed(xml);
        foreach (var context in Enum.GetValues<OutputContext>())
        {
            Assert.That(StanzaWriterTests.Written(stream.Elements.Single(), context), Has.Length.LessThan(2 * xml.Length));
            AssertRoundTrip(stream.Elements.Single(), context);
        }
    }

    private static void AssertRoundTrip(XElement element, OutputContext context)
    {
        var written = StanzaWriterTests.Written(element, context);
        var expected = Expected(element, context);
        if (context == OutputContext.Standalone)
        {
            Assert.That(Canonical.Of(StanzaWriterTests.Element(written)), Is.EqualTo(expected), written);
            return;
        }
        var content = context switch
        {
            OutputContext.ServerStream => "jabber:server",
            OutputContext.ComponentStream => "jabber:component:accept",
            _ => "jabber:client",
        };
        var header = ReaderHarness.Header.Replace("jabber:client", content, StringComparison.Ordinal);
        Assert.That(ReferenceReader.TryRead(Encoding.UTF8.GetBytes(header + written + "</stream:stream>"), out _), written);
        var stream = ReaderHarness.Open(header: header, content: content);
        stream.Feed(written);
        Assert.That(stream.Error, Is.Null, written);
        Assert.That(stream.Elements.Select(Canonical.Of), Is.EqualTo(new[] { expected }), written);
    }

    // What XML forbids comes back as U+FFFD. A jabber:server child of a stanza cannot be told apart on a server stream.
    private static string Expected(XElement element, OutputContext context)
    {
        var copy = new XElement(element);
        // Where there is nothing but text it is written as one, and two halves of a character may find each other.
        foreach (var leaf in copy.DescendantsAndSelf().Where(e => !e.HasElements && !e.IsEmpty).ToList())
            leaf.Value = string.Concat(leaf.Nodes().OfType<XText>().Select(text => text.Value));
        foreach (var attribute in copy.DescendantsAndSelf().Attributes().Where(a => !a.IsNamespaceDeclaration))
            attribute.Value = Legal(attribute.Value);
        foreach (var text in copy.DescendantNodes().OfType<XText>())
            text.Value = Legal(text.Value);
        if (context == OutputContext.ServerStream)
            Rescope(copy);
        return Canonical.Of(copy);
    }

    private static void Rescope(XElement element)
    {
        if (element.Name.Namespace == XmppNames.Server)
            element.Name = XmppNames.Client + element.Name.LocalName;
        if (element.Name.Namespace != XmppNames.Client)
            return;
        foreach (var child in element.Elements())
            Rescope(child);
    }

    private static string Legal(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(
        string.Concat(text.Select(c => c is '\uFFFE' or '\uFFFF' || (c < ' ' && c is not ('\t' or '\n' or '\r')) ? '\uFFFD' : c))));

    private static XElement Tree(Tape tape, int depth)
    {
        // A stanza on a client stream is never in jabber:server, so the top is not either.
        var space = Space(tape, depth > 0);
        var element = new XElement(space + tape.Pick("a", "b", "message"));
        for (var count = tape.Next(4); count > 0; count--)
        {
            var name = tape.Next(3) switch
            {
                0 => XNamespace.Xmlns + tape.Pick("a", "b", "ns1", "stream", "ns2"),
                1 => Space(tape, true) + tape.Pick("to", "x"),
                _ => tape.OneIn(4) ? XNamespace.Xml + "lang" : tape.Pick("to", "id"),
            };
            if (element.Attribute(name) is null)
                element.Add(new XAttribute(name, name.Namespace == XNamespace.Xmlns ? tape.Pick("urn:a", "urn:b", "jabber:client", "http://etherx.jabber.org/streams") : Text(tape)));
        }
        if (space != XNamespace.None && tape.OneIn(4))
            element.Add(new XAttribute("xmlns", tape.Pick("urn:a", "urn:b", "jabber:client")));
        for (var count = tape.Next(4); count > 0; count--)
            element.Add(depth < 4 && tape.OneIn(2) ? Tree(tape, depth + 1) : tape.OneIn(3) ? new XCData(Text(tape)) : Text(tape));
        return element;
    }

    private static XNamespace Space(Tape tape, bool withServer) => tape.Pick(
        "", "urn:a", "urn:b", "jabber:client", "http://etherx.jabber.org/streams", withServer ? "jabber:server" : "jabber:client");

    private static string Text(Tape tape)
    {
        var text = new StringBuilder();
        for (var count = tape.Next(5); count > 0; count--)
            text.Append(tape.OneIn(2) ? (char)tape.Next(0x10000) : tape.Pick('<', '>', '&', '\'', '"', '\r', '\n', '\t', ']', '\0', '\uFFFE', 'a'));
        return text.ToString();
    }
}
