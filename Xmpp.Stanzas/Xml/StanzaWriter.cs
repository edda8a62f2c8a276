using System.Buffers;
using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Stanzas.Xml;

/// <summary>Writes elements and stanzas as UTF-8 (RFC 6120 §11.6): the one writer, so that nothing leaves unchecked.</summary>
/// <remarks>
/// The output is well-formed for every tree (RFC 6120 §11.3): declarations are made as needed, comments left out, and
/// U+FFFD stands for a character that XML forbids.
/// </remarks>
public static class StanzaWriter
{
    /// <summary>Writes an element as a top-level element of the context.</summary>
    public static void Write(
        IBufferWriter<byte> output, XElement element, OutputContext context = OutputContext.ClientStream) =>
        new ElementWriter(output, context).Write(element);

    /// <summary>Writes a stanza; <paramref name="to"/> takes the place of its own 'to' when not null.</summary>
    public static void Write(
        IBufferWriter<byte> output, Stanza stanza, Jid? to = null, OutputContext context = OutputContext.ClientStream) =>
        new ElementWriter(output, context).Write(stanza, to ?? stanza.To);

    /// <summary>The element with all its declarations, as it is stored; <see cref="StanzaReader"/> reads it back.</summary>
    public static byte[] ToBytes(XElement element)
    {
        var output = new ArrayBufferWriter<byte>(512);
        Write(output, element, OutputContext.Standalone);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>The stanza with all its declarations, as it is stored.</summary>
    public static byte[] ToBytes(Stanza stanza)
    {
        var output = new ArrayBufferWriter<byte>(512);
        Write(output, stanza, null, OutputContext.Standalone);
        return output.WrittenSpan.ToArray();
    }
}
