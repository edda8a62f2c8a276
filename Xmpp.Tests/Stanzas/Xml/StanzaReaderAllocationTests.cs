using System.Text;
using Xmpp.Stanzas.Xml;

namespace Xmpp.Tests.Stanzas.Xml;

/// <summary>What a usual message costs in garbage is pinned: its tree and its text, nothing else.</summary>
[NonParallelizable]
public sealed class StanzaReaderAllocationTests
{
    private const string Chat =
        "<message to='romeo@montague.example' from='juliet@capulet.example/balcony' id='0c1d7f5e-4a2b' type='chat' " +
        "xml:lang='en'><body>What's in a name? That which we call a rose by any other name would smell as sweet. Aye." +
        "</body><active xmlns='http://jabber.org/protocol/chatstates'/><request xmlns='urn:xmpp:receipts'/>" +
        "<origin-id xmlns='urn:xmpp:sid:0' id='0c1d7f5e-4a2b'/><markable xmlns='urn:xmpp:chat-markers:0'/></message>";

    // 6 elements of 64, 6 attributes of 56, the body of 216, four strings of 48 to 80; 40 for the XmlReader-free rest.
    private const int Most = 1300;

    [TestCase(419), TestCase(64), TestCase(1)]
    public void A_chat_message_of_419_octets(int size)
    {
        var bytes = Encoding.UTF8.GetBytes(Chat);
        Assert.That(bytes, Has.Length.EqualTo(419));
        var reader = new StanzaReader(new StanzaReaderLimits());
        reader.Read(Encoding.UTF8.GetBytes(ReaderHarness.Header), out _);
        Read(reader, bytes, size);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Read(reader, bytes, size);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.That(reader.Element, Is.Not.Null);
        Assert.That(allocated, Is.InRange(600, Most));
    }

    [Test]
    public void A_reader_that_waits_holds_little()
    {
        var header = Encoding.UTF8.GetBytes(ReaderHarness.Header);
        new StanzaReader(new StanzaReaderLimits()).Read(header, out _);
        var limits = new StanzaReaderLimits();
        var readers = new StanzaReader[1000];
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < readers.Length; i++)
        {
            readers[i] = new StanzaReader(limits);
            readers[i].Read(header, out _);
            Read(readers[i], "<presence/>"u8, 3);
        }
        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / readers.Length;
        Assert.That(each, Is.LessThan(1100));
        GC.KeepAlive(readers);
    }

    private static void Read(StanzaReader reader, ReadOnlySpan<byte> bytes, int size)
    {
        for (; !bytes.IsEmpty; bytes = bytes[Math.Min(size, bytes.Length)..])
            reader.Read(bytes[..Math.Min(size, bytes.Length)], out _);
    }
}
