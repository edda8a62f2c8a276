using System.Text;
using CsCheck;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Xml;

namespace Xmpp.Tests.Stanzas.Xml;

/// <summary>Cases SECURITY 2: our reader and System.Xml never disagree on what a stanza says.</summary>
public sealed class StanzaReaderPropertyTests
{
    private const string End = "</stream:stream>";

    private static readonly Gen<Tape> Tapes = Gen.Byte.Array[40, 400].Select(bytes => new Tape(bytes));

    [Test, Spec("RFC 6120", "11.3"), Case("PAR-03")]
    public void The_tree_is_that_of_XmlReader_at_every_split() => Tapes.Sample(
        tape =>
        {
            var xml = GeneratedXml.Elements(tape);
            var bytes = Encoding.UTF8.GetBytes(ReaderHarness.Header + xml + End);
            Assert.That(ReferenceReader.TryRead(bytes, out var root), xml);
            var expected = root!.Elements().Select(Canonical.Of).ToArray();

            for (var split = 0; split <= bytes.Length; split++)
                Assert.That(Read(bytes, split), Is.EqualTo(expected), $"split at {split}: {xml}");
            var pieces = new ReaderHarness(new StanzaReader(new StanzaReaderLimits()));
            pieces.FeedInPieces(bytes, 1);
            Assert.That(pieces.Elements.Select(Canonical.Of), Is.EqualTo(expected), $"byte by byte: {xml}");
        },
        iter: 60);

    [Test, Spec("RFC 6120", "11.3"), Case("PAR-03"), Case("PAR-04")]
    public void What_XmlReader_refuses_is_refused_and_what_it_takes_is_taken() => Tapes.Sample(
        tape =>
        {
            var elements = Mutation.Of(Encoding.UTF8.GetBytes(GeneratedXml.Elements(tape)), tape);
            byte[] bytes = [.. Encoding.UTF8.GetBytes(ReaderHarness.Header), .. elements, .. Encoding.UTF8.GetBytes(End)];
            var shown = Encoding.Latin1.GetString(elements);
            var isLegal = ReferenceReader.TryRead(bytes, out var root);
            var ours = new ReaderHarness(new StanzaReader(new StanzaReaderLimits()));
            ours.Feed(bytes);

            if (ours.Last == StreamEvent.Closed)
            {
                // A mutation may have put the end of the stream in: what follows is nobody's.
                Assert.That(isLegal || shown.Contains("</stream:", StringComparison.Ordinal), $"ours alone takes {shown}");
                if (isLegal)
                    Assert.That(ours.Elements.Select(Canonical.Of), Is.EqualTo(root!.Elements().Select(Canonical.Of)), shown);
            }
            else if (isLegal)
            {
                Assert.That(ours.Last, Is.EqualTo(StreamEvent.Failed), shown);
                Assert.That(ours.Error, Is.AnyOf(StreamError.BadNamespacePrefix, StreamError.InvalidNamespace, StreamError.BadFormat),
                    $"XmlReader alone takes {shown}");
            }
            var pieces = new ReaderHarness(new StanzaReader(new StanzaReaderLimits()));
            pieces.FeedInPieces(bytes, 1);
            // In pieces, what is wrong with an unfinished tag may be seen at its end: whichever quote it is in.
            if (ours.Last == StreamEvent.Failed && pieces.Last == StreamEvent.NeedMore)
                pieces.FeedInPieces(">'>\">"u8, 1);
            Assert.That(pieces.Last, Is.EqualTo(ours.Last), shown);
            Assert.That(pieces.Error, Is.EqualTo(ours.Error), shown);
            Assert.That(pieces.Elements.Select(Canonical.Of), Is.EqualTo(ours.Elements.Select(Canonical.Of)), shown);
        },
        iter: 4_000);

    private static string[] Read(byte[] bytes, int split)
    {
        var stream = new ReaderHarness(new StanzaReader(new StanzaReaderLimits()));
        stream.Feed(bytes.AsSpan(0, split));
        if (stream.Last == StreamEvent.NeedMore)
            stream.Feed(bytes.AsSpan(split));
        Assert.That(stream.Last, Is.EqualTo(StreamEvent.Closed), $"split at {split}: {stream.Error}");
        return [.. stream.Elements.Select(Canonical.Of)];
    }
}
