using System.Buffers;
using System.Text;
using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Xml;

namespace Xmpp.Tests.Stanzas.Xml;

public sealed class EncodedStanzaTests
{
    private static readonly Jid Room = Jid.Parse("room@chat.example/nick");

    [Test]
    public void Each_copy_is_what_the_writer_would_have_written(
        [Values] OutputContext context, [Values("a@b/c", "x@y/r&<'\u00E4>", null)] string? to)
    {
        Stanza[] stanzas =
        [
            new Presence(PresenceType.Available, Room, null),
            new Presence(PresenceType.Unavailable, Room, Jid.Parse("own@x")).WithChild(new XElement(XName.Get("x", "urn:x"))),
            new Message(new XElement(XmppNames.Message, new XElement(XmppNames.Body, "a b")), Room, null, "1", "de", "groupchat"),
            new Iq(IqType.Get, "7", null, Room, new XElement(XmppNames.StreamError)),
        ];
        foreach (var stanza in stanzas)
        {
            var encoded = new EncodedStanza(stanza);
            var jid = to is null ? null : Jid.Parse(to);
            for (var copy = 0; copy < 2; copy++)
            {
                var output = new ArrayBufferWriter<byte>();
                encoded.Write(output, jid, context);
                Assert.That(Encoding.UTF8.GetString(output.WrittenSpan), Is.EqualTo(StanzaWriterTests.Written(stanza, jid, context)));
            }
        }
    }

    [Test]
    public void Copies_cost_no_garbage()
    {
        var encoded = new EncodedStanza(new Presence(PresenceType.Available, Room, null));
        var output = new ArrayBufferWriter<byte>(4096);
        encoded.Write(output, Room);
        var before = GC.GetAllocatedBytesForCurrentThread();
        encoded.Write(output, Room);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }
}
