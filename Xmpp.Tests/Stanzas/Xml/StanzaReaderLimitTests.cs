using System.Text;
using Xmpp.Stanzas.Xml;

namespace Xmpp.Tests.Stanzas.Xml;

/// <summary>RFC 6120 §13.12, cases SECURITY 1: what a peer can make us hold is bounded while it still sends.</summary>
public sealed class StanzaReaderLimitTests
{
    private const string TooBig = "stanza-too-big";

    [Test, Spec("RFC 6120", "13.12"), Case("PAR-06")]
    public void Exactly_the_limit_is_accepted_and_one_more_refused([Values(1, 7, 4096)] int size)
    {
        foreach (var (start, end) in new[] { ("<m>", "</m>"), ("<m a='", "'/>"), ("<m><![CDATA[", "]]></m>"), ("<m>&#0", "65;</m>") })
        {
            var limits = new StanzaReaderLimits(MaxBytes: 10_000);
            var fill = start.Contains("&#", StringComparison.Ordinal) ? '0' : 'x';
            var exact = start + new string(fill, 10_000 - start.Length - end.Length) + end;
            var stream = ReaderHarness.Open(limits);
            stream.FeedInPieces(Encoding.UTF8.GetBytes("  " + exact + "\n<ok/>"), size);
            Assert.That(stream.Error, Is.Null, start);
            Assert.That(stream.Elements, Has.Count.EqualTo(2), start);

            var over = ReaderHarness.Open(limits);
            over.FeedInPieces(Encoding.UTF8.GetBytes(exact.Insert(start.Length, fill.ToString())), size);
            Assert.That(over.Error?.Condition, Is.EqualTo("policy-violation"), start);
            Assert.That(over.Error?.Application?.Name.LocalName, Is.EqualTo(TooBig), start);
            Assert.That(over.Elements, Is.Empty, start);
        }
    }

    [Test, Spec("RFC 6120", "13.12"), Case("PAR-06")]
    public void The_header_is_limited_like_an_element()
    {
        var stream = new ReaderHarness(new StanzaReader(new StanzaReaderLimits(MaxBytes: 200)));
        stream.Feed(ReaderHarness.Header.Replace("capulet", new string('c', 200), StringComparison.Ordinal));
        Assert.That(stream.Error?.Application?.Name.LocalName, Is.EqualTo(TooBig));
    }

    [Test, Case("PAR-06")]
    public void New_limits_hold_from_the_next_element_on()
    {
        var reader = new StanzaReader(new StanzaReaderLimits(MaxBytes: 300));
        reader.Read(Encoding.UTF8.GetBytes(ReaderHarness.Header), out _);
        Assert.That(reader.Read("<message><body>"u8, out _), Is.EqualTo(StreamEvent.NeedMore));
        reader.Limits = new StanzaReaderLimits(MaxBytes: 20);
        Assert.That(reader.Read("aaaaaaaa</body></message>"u8, out _), Is.EqualTo(StreamEvent.Element));
        Assert.That(reader.Read("<message><body>aaaaaa"u8, out _), Is.EqualTo(StreamEvent.Failed));
    }

    [TestCase(2, "<a><b/></a>", null)]
    [TestCase(2, "<a><b><c/></b></a>", "Elements are nested too deeply")]
    [TestCase(2, "<a><b/><b></b><b/></a>", null)]
    [Spec("RFC 6120", "4.9.3.14"), Case("PAR-06")]
    public void Depth_is_limited(int depth, string xml, string? text) =>
        Assert.That(ErrorText(new StanzaReaderLimits(MaxDepth: depth), xml), Is.EqualTo(text));

    [TestCase("<a b='' c='' xmlns:d='urn:d'/>", null)]
    [TestCase("<a b='' c='' xmlns:d='urn:d' e=''/>", "An element has too many attributes")]
    [TestCase("<a b='' c='' xmlns:d='urn:d' xmlns:e='urn:e'", "An element has too many attributes")]
    [Spec("RFC 6120", "4.9.3.14"), Case("PAR-06")]
    public void Attributes_and_declarations_are_limited(string xml, string? text) =>
        Assert.That(ErrorText(new StanzaReaderLimits(MaxAttributes: 3), xml), Is.EqualTo(text));

    [TestCase("<abcdefgh/>", null)]
    [TestCase("<abcdefghi/>", "A name is too long")]
    [TestCase("<abcdefghi", "A name is too long")]
    [TestCase("<a abcdefghi='1'/>", "A name is too long")]
    [TestCase("<a xmlns:b='urn:b'><b:cdefghi/></a>", "A name is too long")]
    [TestCase("<\u00E9\u00E9\u00E9\u00E9/>", null)]
    [TestCase("<\u00E9\u00E9\u00E9\u00E9e/>", "A name is too long")]
    [Spec("RFC 6120", "4.9.3.14"), Case("PAR-06")]
    public void Names_are_limited(string xml, string? text) =>
        Assert.That(ErrorText(new StanzaReaderLimits(MaxNameBytes: 8), xml), Is.EqualTo(text));

    private static readonly object[][] Endless =
    [
        // what is sent, what it repeats, how many octets we may allocate for each octet of the limit
        ["<m>", "aaaaaaaa", 8],
        ["<m>", "\u20AC", 8],
        ["<m>", "]", 8],
        ["<m>&#0", "0", 8],
        ["<m>&a", "a", 8],
        ["<m><![CDATA[", "]]", 8],
        ["<m a='", "a", 8],
        ["<m a='", ">", 8],
        ["<m a", "a", 8],
        ["<m ", " ", 8],
        ["<m", " a=''", 8],
        ["<m", " xmlns:a=''", 8],
        ["<", "a", 8],
        ["</m", "m", 8],
        ["<m></m", " ", 8],
        ["", "<a>", 8],
        ["", "<a xmlns='urn:a'>", 8],
        // An element of four octets is an object of 64, and what carries it.
        ["<m>", "<a/>", 24],
        ["<m>", "<a a=''/>", 24],
        ["<m>", "a<a/>", 32],
    ];

    [TestCaseSource(nameof(Endless)), Spec("RFC 6120", "13.12"), Case("PAR-06"), Case("ABU-01"), NonParallelizable]
    public void What_never_ends_is_refused_and_memory_stays_bounded(string start, string repeated, int factor)
    {
        foreach (var limits in new[] { StanzaReaderLimits.BeforeLogin, new StanzaReaderLimits(MaxBytes: 65_536) })
        {
            foreach (var size in new[] { 1, 1000 })
            {
                var reader = new StanzaReader(limits);
                if (start != "</m")
                    reader.Read(Encoding.UTF8.GetBytes(ReaderHarness.Header), out _);
                var piece = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(repeated, 1 + (size / repeated.Length))));
                var before = GC.GetAllocatedBytesForCurrentThread();
                var sent = Send(reader, Encoding.UTF8.GetBytes(start), piece, size, 10 * limits.MaxBytes);
                var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

                Assert.That(reader.Error, Is.Not.Null, $"{limits.MaxBytes}, {size}");
                Assert.That(sent, Is.LessThanOrEqualTo(limits.MaxBytes + piece.Length));
                Assert.That(allocated, Is.LessThan((factor * (long)limits.MaxBytes) + 65_536), $"{limits.MaxBytes}, {size}");
            }
        }
    }

    private static int Send(StanzaReader reader, byte[] start, byte[] piece, int size, int most)
    {
        reader.Read(start, out _);
        var sent = start.Length;
        while (sent < most)
        {
            for (var at = 0; at < piece.Length; at += size)
            {
                var length = Math.Min(size, piece.Length - at);
                if (reader.Read(piece.AsSpan(at, length), out _) == StreamEvent.Failed)
                    return sent;
                sent += length;
            }
        }
        return sent;
    }

    private static string? ErrorText(StanzaReaderLimits limits, string xml)
    {
        string? text = null;
        for (var size = 1; size <= xml.Length; size++)
        {
            var reader = new StanzaReader(new StanzaReaderLimits());
            reader.Read(Encoding.UTF8.GetBytes(ReaderHarness.Header), out _);
            reader.Limits = limits;
            var pieces = new ReaderHarness(reader);
            pieces.FeedInPieces(Encoding.UTF8.GetBytes(xml + " "), size);
            var found = pieces.Error?.Text;
            Assert.That(pieces.Error?.Condition, Is.AnyOf(null, "policy-violation"));
            Assert.That(size == 1 || found == text || !xml.EndsWith('>'), $"in pieces of {size}");
            text = found;
        }
        return text;
    }
}
