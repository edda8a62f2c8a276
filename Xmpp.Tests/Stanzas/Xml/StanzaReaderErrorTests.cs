using System.Text;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Xml;

namespace Xmpp.Tests.Stanzas.Xml;

/// <summary>What ends the stream, with which condition, however the bytes are cut.</summary>
public sealed class StanzaReaderErrorTests
{
    private const string NotWellFormed = "not-well-formed";
    private const string Restricted = "restricted-xml";
    private const string Encoding8 = "unsupported-encoding";

    // XML 1.0 (Fifth Edition) and Namespaces in XML 1.0, by what is broken.
    private static readonly object[][] Broken =
    [
        // RFC 6120 §11.1
        ["<m><!-- hi --></m>", Restricted],
        ["<!-- hi -->", Restricted],
        ["<m><?php x?></m>", Restricted],
        ["<?php x?>", Restricted],
        ["<?xml-stylesheet href='x'?>", Restricted],
        ["<!DOCTYPE s [<!ENTITY a 'aaaa'>]>", Restricted],
        ["<m><!DOCTYPE s></m>", Restricted],
        ["<m>&undefined;</m>", Restricted],
        ["<m a='&undefined;'/>", Restricted],
        ["<m>&Amp;</m>", Restricted],
        // XML 1.0 §2.8: a declaration comes first or not at all.
        ["<?xml version='1.0'?>", NotWellFormed],
        ["<m><?xml version='1.0'?></m>", NotWellFormed],
        // Tags and names: §3, §3.1, §2.3
        ["<m></n>", NotWellFormed],
        ["<m<", NotWellFormed],
        ["<m a='b'<", NotWellFormed],
        ["<m></mm>", NotWellFormed],
        ["<mm></m>", NotWellFormed],
        ["<m><a></m></a>", NotWellFormed],
        ["<m></stream:stream>", NotWellFormed],
        ["</message>", NotWellFormed],
        ["</stream:strea>", NotWellFormed],
        ["<m><q xmlns='jabber:iq:version'/</m>", NotWellFormed],
        ["<m/ >", NotWellFormed],
        ["<m / >", NotWellFormed],
        ["<m//>", NotWellFormed],
        ["< m/>", NotWellFormed],
        ["<>", NotWellFormed],
        ["</>", NotWellFormed],
        ["<m></ m>", NotWellFormed],
        ["<m></m/>", NotWellFormed],
        ["<m></m a='1'>", NotWellFormed],
        ["<1m/>", NotWellFormed],
        ["<-m/>", NotWellFormed],
        ["<.m/>", NotWellFormed],
        ["<m\u00D7/>", NotWellFormed],
        ["<\u0300m/>", NotWellFormed],
        ["<m\uFFFD/>", NotWellFormed],
        ["<m\U00010000/>", NotWellFormed],
        ["<m<n/>", NotWellFormed],
        // Attributes: §3.1, §2.3
        ["<m a=b/>", NotWellFormed],
        ["<m a/>", NotWellFormed],
        ["<m a=/>", NotWellFormed],
        ["<m ='1'/>", NotWellFormed],
        ["<m a='1\"/>'<", NotWellFormed],
        ["<m a='1'b='2'/>", NotWellFormed],
        ["<m a='1' a='1'/>", NotWellFormed],
        ["<m a='1' b='2' a='3'/>", NotWellFormed],
        ["<m a='<'/>", NotWellFormed],
        ["<m a='&'/>", NotWellFormed],
        ["<m a='&lt'/>", NotWellFormed],
        ["<m a='&#x1;'/>", NotWellFormed],
        ["<m a='\u0001'/>", NotWellFormed],
        ["<m a='\uFFFF'/>", NotWellFormed],
        ["<m 1='1'/>", NotWellFormed],
        // Namespaces in XML 1.0
        ["<m><x:y/></m>", NotWellFormed],
        ["<m x:y='1'/>", NotWellFormed],
        ["<m><x:y xmlns:z='urn:x'/></m>", NotWellFormed],
        ["<m><x:y xmlns:x='urn:x'/><x:y/></m>", NotWellFormed],
        ["<m xmlns:a='urn:x' xmlns:b='urn:x' a:c='1' b:c='2'/>", NotWellFormed],
        ["<m xmlns:a='urn:x' xmlns:a='urn:y'/>", NotWellFormed],
        ["<m xmlns='urn:x' xmlns='urn:x'/>", NotWellFormed],
        ["<m xmlns:a=''/>", NotWellFormed],
        ["<m xmlns:xml='urn:x'/>", NotWellFormed],
        ["<m xmlns:x='http://www.w3.org/XML/1998/namespace'/>", NotWellFormed],
        ["<m xmlns='http://www.w3.org/XML/1998/namespace'/>", NotWellFormed],
        ["<m xmlns:xmlns='urn:x'/>", NotWellFormed],
        ["<m xmlns:x='http://www.w3.org/2000/xmlns/'/>", NotWellFormed],
        ["<m xmlns='http://www.w3.org/2000/xmlns/'/>", NotWellFormed],
        ["<xmlns:m/>", NotWellFormed],
        ["<:m/>", NotWellFormed],
        ["<m:/>", NotWellFormed],
        ["<a:b:m xmlns:a='urn:x'/>", NotWellFormed],
        ["<a:1 xmlns:a='urn:x'/>", NotWellFormed],
        ["<m :a='1'/>", NotWellFormed],
        ["<m a:='1' xmlns:a='urn:x'/>", NotWellFormed],
        ["<m xmlns:='urn:x'/>", NotWellFormed],
        // Text: §2.2, §2.4, §4.1
        ["<m>]]></m>", NotWellFormed],
        ["<m>a]]]></m>", NotWellFormed],
        ["<m>\u0000</m>", NotWellFormed],
        ["<m>\u001A</m>", NotWellFormed],
        ["<m>\uFFFE</m>", NotWellFormed],
        ["<m>\uFFFF</m>", NotWellFormed],
        ["<m><![CDATA[\u0001]]></m>", NotWellFormed],
        ["<m><![CDATA[\uFFFE]]></m>", NotWellFormed],
        ["<m><![CDATX[]]></m>", NotWellFormed],
        ["<m><![INCLUDE[]]></m>", NotWellFormed],
        ["<m>&#x1;</m>", NotWellFormed],
        ["<m>&#0;</m>", NotWellFormed],
        ["<m>&#xFFFE;</m>", NotWellFormed],
        ["<m>&#xD800;</m>", NotWellFormed],
        ["<m>&#x110000;</m>", NotWellFormed],
        ["<m>&#99999999999999999999;</m>", NotWellFormed],
        ["<m>&#4294967361;</m>", NotWellFormed],
        ["<m>&#;</m>", NotWellFormed],
        ["<m>&#x;</m>", NotWellFormed],
        ["<m>&#X41;</m>", NotWellFormed],
        ["<m>&#4a;</m>", NotWellFormed],
        ["<m>&;</m>", NotWellFormed],
        ["<m>& </m>", NotWellFormed],
        ["<m>&lt</m>", NotWellFormed],
        ["<m>&amp&amp;</m>", NotWellFormed],
        // RFC 6120 §4.9.3.1: well-formed, but nothing that can stand between stanzas.
        ["x", "bad-format"],
        ["<m/>x", "bad-format"],
        ["&amp;", "bad-format"],
        ["<![CDATA[x]]>", "bad-format"],
        ["\uFEFF<m/>", "bad-format"],
        ["\u0001", NotWellFormed],
        // RFC 6120 §4.8.5, §4.8.3
        ["<foo:message xmlns:foo='jabber:client'/>", "bad-namespace-prefix"],
        ["<message xmlns='jabber:server'/>", "invalid-namespace"],
        ["<s:message xmlns:s='jabber:server'/>", "invalid-namespace"],
    ];

    private static readonly byte[][] BrokenUtf8 =
    [
        [0x80],                   // a continuation byte alone
        [0xC0, 0xBC],             // overlong '<'
        [0xC1, 0x81],             // overlong 'A'
        [0xC3, 0x28],             // a lead byte without its continuation
        [0xE0, 0x80, 0xBC],       // overlong in three
        [0xE2, 0x82],             // cut off
        [0xED, 0xA0, 0x80],       // a surrogate
        [0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80], // a pair of them
        [0xF0, 0x80, 0x80, 0xBC], // overlong in four
        [0xF0, 0x9F, 0x98],       // cut off
        [0xF4, 0x90, 0x80, 0x80], // above U+10FFFF
        [0xF8, 0x88, 0x80, 0x80, 0x80], // five octets
        [0xFE],
        [0xFF],
    ];

    private static readonly string[] Places =
        ["<m>a*b</m>", "<m a='x*y'/>", "<m>*</m>", "<m><![CDATA[*]]></m>", "<m*n/>", "<m a*='1'/>", "<m xmlns:a='*'/>"];

    [TestCaseSource(nameof(Broken))]
    [Spec("RFC 6120", "11.1"), Spec("RFC 6120", "11.3"), Spec("RFC 6120", "4.9.3.13"), Spec("RFC 6120", "4.9.3.18")]
    [Case("PAR-01"), Case("PAR-03"), Case("PAR-04")]
    public void Broken_XML_ends_the_stream(string xml, string condition)
    {
        var bytes = Encoding.UTF8.GetBytes("<ok/>" + xml + "<never/>");
        for (var size = 1; size <= bytes.Length; size++)
        {
            var stream = ReaderHarness.Open();
            stream.FeedInPieces(bytes, size);
            Assert.That(stream.Last, Is.EqualTo(StreamEvent.Failed), $"in pieces of {size}");
            Assert.That(stream.Error?.Condition, Is.EqualTo(condition), $"in pieces of {size}");
            Assert.That(stream.Elements.Select(e => e.Name.LocalName),
                Has.None.EqualTo("never").And.Some.EqualTo("ok"), $"in pieces of {size}");
        }
    }

    [Test, Spec("RFC 6120", "11.6"), Spec("RFC 6120", "4.9.3.22"), Case("PAR-04")]
    public void Bytes_that_are_not_UTF8_end_the_stream(
        [ValueSource(nameof(BrokenUtf8))] byte[] bad, [ValueSource(nameof(Places))] string place)
    {
        var at = place.IndexOf('*', StringComparison.Ordinal);
        byte[] bytes = [.. Encoding.ASCII.GetBytes(place[..at]), .. bad, .. Encoding.ASCII.GetBytes(place[(at + 1)..])];
        for (var size = 1; size <= bytes.Length; size++)
        {
            var stream = ReaderHarness.Open();
            stream.FeedInPieces(bytes, size);
            Assert.That(stream.Error?.Condition, Is.EqualTo(Encoding8), $"in pieces of {size}");
            Assert.That(stream.Elements, Is.Empty);
        }
    }

    [Test, Case("PAR-04")]
    public void The_first_of_two_faults_is_named([Values("<m>*</m>", "<m a='*'/>")] string place)
    {
        byte[] noncharacter = [0xEF, 0xBF, 0xBE], invalid = [0xFF];
        (byte[], string)[] cases = [([.. noncharacter, .. invalid], NotWellFormed), ([.. invalid, .. noncharacter], Encoding8)];
        foreach (var (bad, condition) in cases)
        {
            var at = place.IndexOf('*', StringComparison.Ordinal);
            byte[] bytes = [.. Encoding.ASCII.GetBytes(place[..at]), .. bad, .. Encoding.ASCII.GetBytes(place[(at + 1)..])];
            for (var size = 1; size <= bytes.Length; size++)
            {
                var stream = ReaderHarness.Open();
                stream.FeedInPieces(bytes, size);
                Assert.That(stream.Error?.Condition, Is.EqualTo(condition), $"in pieces of {size}");
            }
        }
    }

    // Before there is a stream (PAR-01: "once as the very first bytes of a connection").
    [TestCase("<?xml version='1.0'?><!DOCTYPE s [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;'>]>", Restricted)]
    [TestCase("<!DOCTYPE s [", Restricted)]
    [TestCase("<!--x-->", Restricted)]
    [TestCase("<?php x?>", Restricted)]
    [TestCase("<?xml-x version='1.0'?>", Restricted)]
    [TestCase("<?XML version='1.0'?>", Restricted)]
    [TestCase("<?xml version='1.0'?><?xml version='1.0'?>", NotWellFormed)]
    [TestCase(" <?xml version='1.0'?>", NotWellFormed)]
    [TestCase("<?xml?>", Restricted)]
    [TestCase("<?xml ?>", NotWellFormed)]
    [TestCase("<?xml version='1.1'?>", NotWellFormed)]
    [TestCase("<?xml version='1.0'>", NotWellFormed)]
    [TestCase("<?xml version='1.0'/>", NotWellFormed)]
    [TestCase("<?xml version='1.0' ? >", NotWellFormed)]
    [TestCase("<?xml encoding='UTF-8'?>", NotWellFormed)]
    [TestCase("<?xml encoding='UTF-8' version='1.0'?>", NotWellFormed)]
    [TestCase("<?xml version='1.0' foo='1'?>", NotWellFormed)]
    [TestCase("<?xml version='1.0' standalone='maybe'?>", NotWellFormed)]
    [TestCase("<?xml version='1.0' encoding='UTF-16'?>", Encoding8)]
    [TestCase("<?xml version='1.0' encoding='ISO-8859-1'?>", Encoding8)]
    [TestCase("x", NotWellFormed)]
    [TestCase("</stream:stream>", NotWellFormed)]
    [TestCase("<![CDATA[x]]>", NotWellFormed)]
    [TestCase("GET / HTTP/1.1\r\n", NotWellFormed)]
    [TestCase("\u0016\u0003\u0001", NotWellFormed)]
    [TestCase("<stream:stream xmlns='jabber:client'>", NotWellFormed)]
    [TestCase("<stream:stream xmlns:stream='http://etherx.jabber.org/streams' a='1' a='2'>", NotWellFormed)]
    [Spec("RFC 6120", "4.9.1.2"), Spec("RFC 6120", "11.5"), Spec("RFC 6120", "11.8"), Case("PAR-01"), Case("PAR-02")]
    public void Broken_beginning_ends_the_stream(string xml, string condition)
    {
        for (var size = 1; size <= xml.Length; size++)
        {
            var stream = new ReaderHarness(new StanzaReader(new StanzaReaderLimits()));
            stream.FeedInPieces(Encoding.UTF8.GetBytes(xml), size);
            Assert.That(stream.Last, Is.EqualTo(StreamEvent.Failed), $"in pieces of {size}");
            Assert.That(stream.Error?.Condition, Is.EqualTo(condition), $"in pieces of {size}");
        }
    }

    [Test, Spec("RFC 6120", "11.6")]
    public void A_byte_order_mark_in_front_is_text_outside_of_the_root()
    {
        // "MUST interpret that character as a zero width no-break space, not as a byte order mark"
        var stream = new ReaderHarness(new StanzaReader(new StanzaReaderLimits()));
        stream.Feed("\uFEFF" + ReaderHarness.Header);
        Assert.That(stream.Error, Is.EqualTo(StreamError.NotWellFormed));
    }

    [Test, Spec("RFC 6120", "4.9.1.1")]
    public void After_an_error_no_byte_is_taken()
    {
        var reader = new StanzaReader(new StanzaReaderLimits());
        Assert.That(reader.Read("<!"u8, out _), Is.EqualTo(StreamEvent.NeedMore));
        Assert.That(reader.Read("-- <stream:stream"u8, out _), Is.EqualTo(StreamEvent.Failed));
        Assert.That(reader.Read(Encoding.UTF8.GetBytes(ReaderHarness.Header), out var consumed), Is.EqualTo(StreamEvent.Failed));
        Assert.That(consumed, Is.Zero);
        Assert.That(reader.Error, Is.EqualTo(StreamError.RestrictedXml));
    }

    [Test, Case("PAR-01")]
    public void What_is_forbidden_is_refused_before_it_ends()
    {
        foreach (var xml in new[] { "<!D", "<!-", "<?p", "<m><!-", "<m><?x ", "<m>&nbsp;", "<m>\u0001", "<m><1" })
        {
            var stream = ReaderHarness.Open();
            stream.Feed(xml);
            Assert.That(stream.Last, Is.EqualTo(StreamEvent.Failed), xml);
        }
    }
}
