using System.Buffers;
using System.Text;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Xml;

namespace Xmpp.Tests.Stanzas.Xml;

/// <summary>What one chat message costs in garbage; a change that doubles it fails here.</summary>
[NonParallelizable]
public sealed class AllocationTests
{
    private const int Rounds = 1_000;

    private static readonly byte[] Chat = Encoding.UTF8.GetBytes(
        "<message to='romeo@montague.example/orchard' type='chat' id='5f0c9a2e-7a3b-4c55-9d2c-0b5d7c1f9e11' xml:lang='en'>" +
        "<body>But, soft! what light through yonder window breaks? It is the east, and Juliet is the sun. Arise, fair sun and kill</body>" +
        "<active xmlns='http://jabber.org/protocol/chatstates'/><request xmlns='urn:xmpp:receipts'/>" +
        "<origin-id xmlns='urn:xmpp:sid:0' id='5f0c9a2e-7a3b-4c55-9d2c-0b5d7c1f9e11'/></message>");

    [Test]
    public void A_read_costs_at_most_2_kB_and_a_write_nothing()
    {
        var reader = new StanzaReader(new StanzaReaderLimits());
        reader.Read(Encoding.UTF8.GetBytes(ReaderHarness.Header), out _);
        var read = BytesPer(() => reader.Read(Chat, out _));

        Assert.That(reader.Read(Chat, out _), Is.EqualTo(StreamEvent.Element));
        Assert.That(Stanza.Read(reader.Element!, out var stanza), Is.Null);
        var to = Jid.Parse("romeo@montague.example/orchard");
        var output = new ArrayBufferWriter<byte>(4096);
        var written = BytesPer(() =>
        {
            output.ResetWrittenCount();
            StanzaWriter.Write(output, stanza!, to);
        });
        var encoded = new EncodedStanza(stanza!);
        var copied = BytesPer(() =>
        {
            output.ResetWrittenCount();
            encoded.Write(output, to);
        });

        TestContext.Out.WriteLine($"{Chat.Length} octets: read {read} B, written {written} B, copied {copied} B");
        Assert.Multiple(() =>
        {
            Assert.That(Chat, Has.Length.EqualTo(419));
            Assert.That(read, Is.LessThanOrEqualTo(2_000));
            Assert.That(written, Is.Zero);
            Assert.That(copied, Is.Zero);
        });
    }

    private static long BytesPer(Action action)
    {
        for (var i = 0; i < Rounds; i++)
            action();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Rounds; i++)
            action();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / Rounds;
    }
}
