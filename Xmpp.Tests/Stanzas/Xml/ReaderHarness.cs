using System.Text;
using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Xml;

namespace Xmpp.Tests.Stanzas.Xml;

/// <summary>Feeds a reader the way a connection does: pieces of any size, the rest of a piece offered again.</summary>
internal sealed class ReaderHarness(StanzaReader reader)
{
    public const string Header =
        "<stream:stream to='capulet.example' version='1.0' xmlns='jabber:client' " +
        "xmlns:stream='http://etherx.jabber.org/streams'>";

    public List<XElement> Elements { get; } = [];
    public StreamEvent Last { get; private set; }
    public StreamError? Error => reader.Error;

    public static ReaderHarness Open(
        StanzaReaderLimits? limits = null, string header = Header, string content = "jabber:client")
    {
        var harness = new ReaderHarness(new StanzaReader(limits ?? new StanzaReaderLimits(), content));
        harness.Feed(header);
        Assert.That(harness.Last, Is.EqualTo(StreamEvent.NeedMore), "the header is accepted");
        return harness;
    }

    public void Feed(string xml) => Feed(Encoding.UTF8.GetBytes(xml));

    public void Feed(ReadOnlySpan<byte> bytes)
    {
        while (true)
        {
            Last = reader.Read(bytes, out var consumed);
            bytes = bytes[consumed..];
            if (Last == StreamEvent.Element)
                Elements.Add(reader.Element!);
            else if (Last != StreamEvent.Opened)
                break;
        }
        if (Last == StreamEvent.NeedMore && !bytes.IsEmpty)
            Assert.Fail("NeedMore takes all");
    }

    public void FeedInPieces(ReadOnlySpan<byte> bytes, int size)
    {
        for (; !bytes.IsEmpty && Last is not (StreamEvent.Failed or StreamEvent.Closed); bytes = bytes[Math.Min(size, bytes.Length)..])
            Feed(bytes[..Math.Min(size, bytes.Length)]);
    }
}
