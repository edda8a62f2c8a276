using System.Text;

namespace Xmpp.Tests.Stanzas.Xml;

/// <summary>Breaks bytes in a few places, mostly with what means something in XML.</summary>
internal static class Mutation
{
    private static readonly byte[][] Pieces = [
        .. new[]
        {
            "<", ">", "/", "&", "'", "\"", "=", ":", " ", "]", "]]>", "<![CDATA[", "<!--", "-->", "<?x?>", "<!DOCTYPE a>", "&#", ";",
            "&lt", "&x;", "xmlns", "xmlns:a='urn:a'", "xmlns=''", "a:", "/>", "</", "</stream:stream>", "\0", "\u0001", "\u001F",
            "\uFFFE", "\uFFFF", "\uFEFF", "\u00E9", "\r", "\n", "id='1'", "xml:lang=''", "xmlns:xml='x'", "1", "-", "&#x1;", "&#xD800;",
            "xmlns:b='jabber:client'", "\u037E", "\u2C60", "\U00010000", "<?xml version='1.0'?>", "&#x110000;", "\u0300",
        }.Select(Encoding.UTF8.GetBytes),
        [0x80], [0xBF], [0xC0, 0xBC], [0xC3], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF0, 0x9F], [0xF4, 0x90, 0x80, 0x80], [0xFE], [0xFF],
    ];

    public static byte[] Of(byte[] bytes, Tape tape)
    {
        for (var count = tape.Next(3); count >= 0; count--)
        {
            var at = tape.Next(bytes.Length + 1);
            var length = Math.Min(tape.Pick(0, 0, 0, 1, 1, 2, 8), bytes.Length - at);
            byte[] piece = tape.Next(4) switch
            {
                0 => [(byte)tape.Next(256)],
                1 => [],
                2 => Copy(bytes, tape),
                _ => tape.Pick<byte[]>(Pieces),
            };
            bytes = [.. bytes[..at], .. piece, .. bytes[(at + length)..]];
        }
        return bytes;
    }

    private static byte[] Copy(byte[] bytes, Tape tape)
    {
        var at = tape.Next(bytes.Length + 1);
        return bytes[at..Math.Min(at + tape.Next(12), bytes.Length)];
    }
}
