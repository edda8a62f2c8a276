using System.Text;

namespace Xmpp.Tests.Wire;

public sealed class WireFrameScannerTests
{
    private const string Stream = "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xml:lang='de' "
        + "xmlns:stream='http://etherx.jabber.org/streams' xmlns:q='urn:q'> \n<a x='>'/><q:b><c>é<!-- </c> --></c></q:b>"
        + "<d/></stream:stream>";

    private static readonly string[] Expected = ["Header", "Element a", "Element b", "Element d", "StreamEnd"];

    private static List<string> Frames(WireFrameScanner scanner)
    {
        var frames = new List<string>();
        while (scanner.Next() is { } frame)
            frames.Add(frame.Kind == WirePatternKind.Element ? $"{frame.Kind} {frame.Element!.Name.LocalName}" : $"{frame.Kind}");
        return frames;
    }

    [Test]
    public void Cuts_at_the_same_places_wherever_the_bytes_are_split()
    {
        var bytes = Encoding.UTF8.GetBytes(Stream);
        for (var split = 0; split <= bytes.Length; split++)
        {
            var scanner = new WireFrameScanner();
            scanner.Add(bytes.AsSpan(0, split));
            var frames = Frames(scanner);
            scanner.Add(bytes.AsSpan(split));
            frames.AddRange(Frames(scanner));
            Assert.That(frames, Is.EqualTo(Expected), $"split at {split}");
        }
    }

    [Test]
    public void Waits_for_no_byte_behind_an_element()
    {
        var scanner = new WireFrameScanner();
        scanner.Add("<iq/>"u8);
        Assert.That(scanner.Next()?.Element?.Name.NamespaceName, Is.EqualTo("jabber:client"));
    }

    [Test]
    public void Knows_what_the_header_declared()
    {
        var scanner = new WireFrameScanner();
        scanner.Add(Encoding.UTF8.GetBytes(Stream));
        var frames = new List<WireFrame>();
        while (scanner.Next() is { } frame)
            frames.Add(frame);
        Assert.Multiple(() =>
        {
            Assert.That(frames[2].Element!.Name.NamespaceName, Is.EqualTo("urn:q"));
            Assert.That(scanner.Language, Is.EqualTo("de"));
        });
    }

    [TestCase("<a></b>")]
    [TestCase("<a>&nbsp;</a>")]
    [TestCase("<a><p:x/></a>")]
    [TestCase("text")]
    [TestCase("<a x='1' x='2'/>")]
    public void What_is_not_well_formed_is_the_servers_fault(string text)
    {
        var scanner = new WireFrameScanner();
        scanner.Add(Encoding.UTF8.GetBytes(text));
        Assert.That(scanner.Next, Throws.TypeOf<WireFailureException>());
    }

    [Test]
    public void Bytes_that_are_no_UTF8_are_an_error() =>
        Assert.That(() => new WireFrameScanner().Add([0x3C, 0xED, 0xA0, 0x80, 0x3E]), Throws.InstanceOf<DecoderFallbackException>());
}
