using System.Text;
using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Xml;

namespace Xmpp.Tests.Stanzas.Xml;

public sealed class StanzaReaderTests
{
    private static readonly StreamHeader Expected = new()
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
    };

    [Test, Spec("RFC 6120", "4.7"), Case("PAR-02"), Case("PAR-10")]
    public void Header_gives_its_attributes_and_namespaces()
    {
        var reader = new StanzaReader(new StanzaReaderLimits());
        var bytes = Encoding.UTF8.GetBytes(
            "<?xml version='1.0'?>\n<stream:stream to='capulet.example' from=\"juliet@capulet.example\" id='x' " +
            "version='1.0' xml:lang='de' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>  <a");

        Assert.That(reader.Read(bytes, out var consumed), Is.EqualTo(StreamEvent.Opened));
        Assert.That(consumed, Is.EqualTo(bytes.Length - 4), "what is behind stays with the caller");
        Assert.That(reader.Header, Is.EqualTo(Expected));
    }

    [TestCase("<stream xmlns='http://etherx.jabber.org/streams'>", "http://etherx.jabber.org/streams", "stream", "", "http://etherx.jabber.org/streams")]
    [TestCase("<f:stream xmlns='jabber:server' xmlns:f='http://etherx.jabber.org/streams'>", "http://etherx.jabber.org/streams", "stream", "f", "jabber:server")]
    [TestCase("<stream:x xmlns:stream='urn:wrong'>", "urn:wrong", "x", "stream", "")]
    [TestCase("<message/>", "", "message", "", "")]
    [TestCase("<message xmlns='jabber:client'/>", "jabber:client", "message", "", "jabber:client")]
    [Spec("RFC 6120", "4.8.1"), Spec("RFC 6120", "4.8.2"), Spec("RFC 6120", "4.8.5"), Case("PAR-02")]
    public void Header_of_any_name_is_given_out_as_it_is(string xml, string space, string local, string prefix, string content)
    {
        var reader = new StanzaReader(new StanzaReaderLimits());
        Assert.That(reader.Read(Encoding.UTF8.GetBytes(xml), out _), Is.EqualTo(StreamEvent.Opened));
        Assert.That(reader.Header, Is.EqualTo(new StreamHeader
        {
            StreamNamespace = space,
            LocalName = local,
            Prefix = prefix,
            ContentNamespace = content,
        }));
        if (xml.EndsWith("/>", StringComparison.Ordinal))
            Assert.That(reader.Read("<m/>"u8, out _), Is.EqualTo(StreamEvent.Closed));
    }

    [TestCase("xmlns:e='urn:example:e'", true, false)]
    [TestCase("xmlns:db='jabber:server:dialback'", false, true)]
    [TestCase("xmlns:xml='http://www.w3.org/XML/1998/namespace'", false, false)]
    [TestCase("xml:lang='en'", false, false)]
    [Spec("RFC 6120", "4.8.5"), Spec("XEP-0220", "2.1"), Case("PAR-07")]
    public void Header_tells_of_further_prefixes(string attribute, bool hasOthers, bool declaresDialback)
    {
        var reader = new StanzaReader(new StanzaReaderLimits());
        reader.Read(Encoding.UTF8.GetBytes(ReaderHarness.Header.Replace(" to=", $" {attribute} to=", StringComparison.Ordinal)), out _);
        Assert.That(reader.Header?.HasOtherPrefixes, Is.EqualTo(hasOthers));
        Assert.That(reader.Header?.DeclaresDialback, Is.EqualTo(declaresDialback));
    }

    [TestCase("<?xml version='1.0'?>")]
    [TestCase("<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n")]
    [TestCase("<?xml version = '1.0' encoding='UTF-8' standalone='yes' ?>")]
    [TestCase("<?xml version='1.0' standalone='no'?>")]
    [TestCase("  \r\n\t")]
    [TestCase("")]
    [Spec("RFC 6120", "11.5"), Spec("RFC 6120", "11.6")]
    public void Declaration_is_optional(string start)
    {
        var bytes = Encoding.UTF8.GetBytes(start + ReaderHarness.Header + "<presence/>");
        for (var size = 1; size <= bytes.Length; size++)
        {
            var stream = new ReaderHarness(new StanzaReader(new StanzaReaderLimits()));
            stream.FeedInPieces(bytes, size);
            Assert.That(stream.Elements, Has.Count.EqualTo(1), $"in pieces of {size}");
        }
    }

    [Test]
    public void A_chat_message_comes_out_as_a_tree()
    {
        var message = Single(
            "<message to='romeo@montague.example' type='chat' id='1'><body>Art thou &lt;not&gt; Romeo?</body>" +
            "<active xmlns='http://jabber.org/protocol/chatstates'/></message>");

        Assert.That(message.Name, Is.EqualTo(XmppNames.Message));
        Assert.That(message.Attributes().Select(a => $"{a.Name}={a.Value}"),
            Is.EqualTo(new[] { "to=romeo@montague.example", "type=chat", "id=1" }));
        Assert.That(message.Element(XmppNames.Body)?.Value, Is.EqualTo("Art thou <not> Romeo?"));
        Assert.That(message.Elements().Last().Name,
            Is.EqualTo(XName.Get("active", "http://jabber.org/protocol/chatstates")));
    }

    // XML 1.0 §2.11, §3.3.3, §4.1, §4.6, §2.7; RFC 6120 §11.1 leaves CDATA sections alone.
    [TestCase("<m>a\r\nb\rc\r\r\nd\n</m>", "a\nb\nc\n\nd\n")]
    [TestCase("<m>\r&#10;\r</m>", "\n\n\n")]
    [TestCase("<m>&#13;&#10;&#9;</m>", "\r\n\t")]
    [TestCase("<m>&lt;&gt;&amp;&quot;&apos;</m>", "<>&\"'")]
    [TestCase("<m>&#65;&#x42;&#x1F600;&#0000000000000000000067;</m>", "AB\U0001F600C")]
    [TestCase("<m>a<![CDATA[<b>&amp;]]]]><![CDATA[>]]>c</m>", "a<b>&amp;]]>c")]
    [TestCase("<m><![CDATA[]]></m>", "")]
    [TestCase("<m><![CDATA[]]]]]]></m>", "]]]]")]
    [TestCase("<m><![CDATA[\r\n]] >]>\r]]></m>", "\n]] >]>\n")]
    [TestCase("<m>]]&gt; ]] > ]></m>", "]]> ]] > ]>")]
    [TestCase("<m>]<![CDATA[]>]]>]></m>", "]]>]>")]
    [TestCase("<m>\u00E4\u20AC\U0001F600\uFEFF\uFFFD\U0010FFFF\uD7FF\uE000</m>", "\u00E4\u20AC\U0001F600\uFEFF\uFFFD\U0010FFFF\uD7FF\uE000")]
    [TestCase("<m > \t\n </m\r\n>", " \t\n ")]
    [TestCase("<m>></m>", ">")]
    [TestCase("<m>\u007F\u0085\u2028</m>", "\u007F\u0085\u2028")]
    [Spec("RFC 6120", "11.6"), Case("PAR-04")]
    public void Text_means_what_XML_says(string xml, string text) => Assert.That(Single(xml).Value, Is.EqualTo(text));

    [TestCase("<m a='x\ty\nz\r\nw\rv'/>", "x y z w v")]
    [TestCase("<m a='&#9;&#10;&#13;'/>", "\t\n\r")]
    [TestCase("<m a='&lt;>\"&apos;'/>", "<>\"'")]
    [TestCase("<m a=\"'&quot;\"/>", "'\"")]
    [TestCase("<m a  =\n'1'\t/>", "1")]
    [TestCase("<m a=''/>", "")]
    [TestCase("<m a=' 1  2 '/>", " 1  2 ")]
    [TestCase("<m a='\u00E4\U0001F600&#x1F600;'/>", "\u00E4\U0001F600\U0001F600")]
    [TestCase("<m a=']]>'/>", "]]>")]
    public void Attribute_values_are_normalised(string xml, string value) =>
        Assert.That(Single(xml).Attribute("a")?.Value, Is.EqualTo(value));

    [TestCase("<a-b.c_1/>", "{jabber:client}a-b.c_1")]
    [TestCase("<_/>", "{jabber:client}_")]
    [TestCase("<\u00E9t\u00E9\u0301/>", "{jabber:client}\u00E9t\u00E9\u0301")]
    [TestCase("<message xmlns='urn:example:evil'/>", "{urn:example:evil}message")]
    [TestCase("<message xmlns=''/>", "message")]
    [TestCase("<e:x xmlns:e='urn:e'/>", "{urn:e}x")]
    [TestCase("<\u00E9:x xmlns:\u00E9='urn:\u00E9'/>", "{urn:\u00E9}x")]
    [TestCase("<stream:error/>", "{http://etherx.jabber.org/streams}error")]
    [TestCase("<xml:x/>", "{http://www.w3.org/XML/1998/namespace}x")]
    [TestCase("<x xmlns:a='urn:a&amp;b' xmlns='urn:a&amp;b'/>", "{urn:a&b}x")]
    [Spec("RFC 6120", "4.8.4"), Case("PAR-08")]
    public void Top_level_elements_of_any_namespace_are_given_out(string xml, string name) =>
        Assert.That(Single(xml).Name.ToString(), Is.EqualTo(name));

    [Test, Spec("RFC 6120", "4.8.5"), Case("PAR-07")]
    public void Prefixes_of_extensions_stay_with_the_tree()
    {
        var message = Single("<message to='romeo@montague.example'><e:x xmlns:e='urn:example:e' e:a='1'><e:y/></e:x></message>");
        var x = message.Elements().Single();
        XNamespace e = "urn:example:e";
        Assert.That(x.Name, Is.EqualTo(e + "x"));
        Assert.That(x.Attribute(e + "a")?.Value, Is.EqualTo("1"));
        Assert.That(x.Elements().Single().Name, Is.EqualTo(e + "y"));
        Assert.That(x.GetPrefixOfNamespace(e), Is.EqualTo("e"));
    }

    [Test, Spec("RFC 6120", "4.8.5"), Case("PAR-07")]
    public void Prefixes_of_the_header_are_declared_on_the_element_that_leaves()
    {
        var stream = ReaderHarness.Open(header: ReaderHarness.Header.Replace(" to=", " xmlns:e='urn:e' xmlns:f='urn:f' to=", StringComparison.Ordinal));
        stream.Feed("<message><e:x><e:y f:a='1'/></e:x><e:z xmlns:e='urn:other'/></message><e:top e:a='1'/>");
        Assert.That(stream.Elements.Select(e => StanzaWriterTests.Written(e)), Is.EqualTo(new[]
        {
            "<message xmlns:e='urn:e' xmlns:f='urn:f'><e:x><e:y f:a='1'/></e:x><e:z xmlns:e='urn:other'/></message>",
            "<e:top xmlns:e='urn:e' e:a='1'/>",
        }));
    }

    [Test, Spec("RFC 6120", "4.8.3")]
    public void Stanzas_of_a_server_stream_are_rescoped_but_not_what_extensions_hold()
    {
        var stream = ReaderHarness.Open(
            header: ReaderHarness.Header.Replace("jabber:client", "jabber:server", StringComparison.Ordinal), content: "jabber:server");
        stream.Feed("<message><body>a</body><x xmlns='urn:x'><message xmlns='jabber:server'/><message xmlns='jabber:client'/></x></message>");
        Assert.That(stream.Elements.Single().DescendantsAndSelf().Select(d => d.Name.ToString()), Is.EqualTo(new[]
        {
            "{jabber:client}message", "{jabber:client}body", "{urn:x}x", "{jabber:server}message", "{jabber:client}message",
        }));

        stream.Feed("<iq xmlns='jabber:client'/>");
        Assert.That(stream.Error, Is.EqualTo(StreamError.InvalidNamespace));
    }

    [Test, Spec("RFC 6120", "11.7"), Spec("RFC 6120", "4.6.1"), Case("PAR-09")]
    public void White_space_between_elements_is_nothing()
    {
        var stream = ReaderHarness.Open(new StanzaReaderLimits(MaxBytes: 200));
        stream.Feed(" \r\n\t");
        stream.Feed("<presence/>" + new string(' ', 10_000) + "<iq/>\n</stream:stream >\n");
        Assert.That(stream.Elements.Select(e => e.Name), Is.EqualTo(new[] { XmppNames.Presence, XmppNames.Iq }));
        Assert.That(stream.Last, Is.EqualTo(StreamEvent.Closed));
    }

    [Test, Spec("RFC 6120", "4.4")]
    public void After_the_closing_tag_no_byte_is_taken()
    {
        var reader = new StanzaReader(new StanzaReaderLimits());
        var bytes = Encoding.UTF8.GetBytes(ReaderHarness.Header + "</stream:stream><presence/>");
        reader.Read(bytes, out var header);
        Assert.That(reader.Read(bytes.AsSpan(header), out var end), Is.EqualTo(StreamEvent.Closed));
        Assert.That(end, Is.EqualTo("</stream:stream>".Length));
        Assert.That(reader.Read("<presence/>"u8, out var consumed), Is.EqualTo(StreamEvent.Closed));
        Assert.That(consumed, Is.Zero);
        Assert.That(reader.Element, Is.Null);
    }

    [Test, Spec("RFC 6120", "5.4.3.3")]
    public void Each_event_leaves_the_rest_to_the_caller()
    {
        var reader = new StanzaReader(new StanzaReaderLimits());
        reader.Read(Encoding.UTF8.GetBytes(ReaderHarness.Header), out _);
        var bytes = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/><iq type='set'/>"u8;
        Assert.That(reader.Read(bytes, out var consumed), Is.EqualTo(StreamEvent.Element));
        Assert.That(bytes[consumed..].StartsWith("<iq"u8));
        Assert.That(reader.Element?.Name, Is.EqualTo(XmppNames.Tls + "starttls"));
    }

    [Test, Case("PAR-03")]
    public void An_element_whose_end_has_not_come_is_not_seen()
    {
        var stream = ReaderHarness.Open();
        stream.Feed("<message to='nurse@capulet.example' id='ok1'><body>first</body></message><message id='2'><body>x</body></message");
        Assert.That(stream.Elements.Select(e => e.Attribute("id")?.Value), Is.EqualTo(new[] { "ok1" }));
        stream.Feed(">");
        Assert.That(stream.Elements.Select(e => e.Attribute("id")?.Value), Is.EqualTo(new[] { "ok1", "2" }));
    }

    [TestCase("<message xmlns='jabber:client'/>", null)]
    [TestCase("<?xml version='1.0'?> <open xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>\n", null)]
    [TestCase("<stream:features xmlns:stream='http://etherx.jabber.org/streams'/>", null)]
    [TestCase("<message/><message/>", "not-well-formed")]
    [TestCase("<message/>x", "not-well-formed")]
    [TestCase("<message>", "not-well-formed")]
    [TestCase("", "not-well-formed")]
    [TestCase("<stream:features/>", "not-well-formed")]
    [TestCase("<message/></message>", "not-well-formed")]
    [TestCase("</message>", "not-well-formed")]
    [TestCase("<!DOCTYPE x><x/>", "restricted-xml")]
    [TestCase("<message/><!-- -->", "not-well-formed")]
    [TestCase("<a:message xmlns:a='jabber:client'/>", "bad-namespace-prefix")]
    [Spec("RFC 7395", "3.3.3")]
    public void A_document_is_one_element(string xml, string? condition)
    {
        var isRead = StanzaReader.TryReadElement(Encoding.UTF8.GetBytes(xml), new StanzaReaderLimits(), out var element, out var error);
        Assert.That(isRead, Is.EqualTo(condition is null));
        Assert.That(error?.Condition, Is.EqualTo(condition));
        Assert.That(element is null, Is.EqualTo(condition is not null));
    }

    // The same tree in one piece and in pieces of every size.
    private static XElement Single(string xml)
    {
        var bytes = Encoding.UTF8.GetBytes(xml);
        var whole = ReaderHarness.Open();
        whole.Feed(bytes);
        Assert.That(whole.Error, Is.Null);
        for (var size = 1; size < bytes.Length; size++)
        {
            var pieces = ReaderHarness.Open();
            pieces.FeedInPieces(bytes, size);
            Assert.That(pieces.Elements.Select(Canonical.Of), Is.EqualTo(whole.Elements.Select(Canonical.Of)), $"in pieces of {size}");
        }
        return whole.Elements.Single();
    }
}
