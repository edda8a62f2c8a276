using System.Buffers;
using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Stanzas.Xml;

/// <summary>Writes elements and stanzas as UTF-8 (RFC 6120 §11.6): the one writer, so that nothing leaves unchecked.</summary>
public static class StanzaWriter
{
    /// <summary>Writes an element as a child of a stream whose content namespace is jabber:client.</summary>
    public static void Write(IBufferWriter<byte> output, XElement element) => throw new NotSupportedException();

    /// <summary>Writes a stanza; <paramref name="to"/> takes the place of its own 'to' when not null.</summary>
    public static void Write(IBufferWriter<byte> output, Stanza stanza, Jid? to = null) => throw new NotSupportedException();
}
