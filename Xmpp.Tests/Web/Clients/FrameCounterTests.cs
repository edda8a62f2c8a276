using System.Security.Cryptography;
using Xmpp.Server.Transport.WebSockets;

namespace Xmpp.Tests.Web.Clients;

/// <summary>How many frames a message is made of, however the octets come (RFC 6455 §5.2, §5.4).</summary>
[Spec("RFC 6455", "5.4")]
public class FrameCounterTests
{
    private const byte Text = 0x01;
    private const byte Continuation = 0x00;
    private const byte Ping = 0x09;

    [TestCase(1), TestCase(2), TestCase(7), TestCase(10_000)]
    public void Receives_are_not_frames(int piece)
    {
        byte[] sent = [.. Frame(Text, true, 100_000), .. Frame(Text, false, 200), .. Frame(Ping, true, 5), .. Frame(Continuation, true, 0)];
        Assert.That(IsRead(sent, piece, most: 3), Is.True);
    }

    [TestCase(1), TestCase(5), TestCase(10_000)]
    public void A_message_has_so_many(int piece)
    {
        byte[] few = [.. Frame(Text, false, 1), .. Frame(Continuation, false, 0), .. Frame(Ping, true, 0), .. Frame(Continuation, true, 1)];
        Assert.That(IsRead([.. few, .. few, .. few], piece, most: 3), Is.True, "each message is counted by itself");
        byte[] many = [.. Frame(Text, false, 1), .. Frame(Continuation, false, 300), .. Frame(Continuation, false, 0), .. Frame(Continuation, true, 1)];
        Assert.That(IsRead(many, piece, most: 3), Is.False);
    }

    [Test]
    public void Nonsense_ends_nothing_here()
    {
        for (var i = 0; i < 1000; i++)
        {
            var bytes = RandomNumberGenerator.GetBytes(i % 200);
            Assert.That(() => IsRead(bytes, 1 + (i % 9), most: 1000), Throws.Nothing, () => Convert.ToHexString(bytes));
        }
    }

    private static bool IsRead(byte[] bytes, int piece, int most)
    {
        var counter = new FrameCounter(most);
        foreach (var part in bytes.Chunk(piece))
        {
            if (!counter.TryRead(part))
                return false;
        }
        return true;
    }

    private static byte[] Frame(byte opcode, bool isFinal, int length)
    {
        byte[] size = length < 126 ? [(byte)(0x80 | length)]
            : length <= ushort.MaxValue ? [0x80 | 126, (byte)(length >> 8), (byte)length]
            : [0x80 | 127, 0, 0, 0, 0, (byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length];
        return [(byte)((isFinal ? 0x80 : 0) | opcode), .. size, 1, 2, 3, 4, .. new byte[length]];
    }
}
