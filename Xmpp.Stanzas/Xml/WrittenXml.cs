using System.Xml.Linq;

namespace Xmpp.Stanzas.Xml;

/// <summary>
/// An element that <see cref="StanzaWriter.ToBytes(XElement)"/> has written before, in place among other elements: it is
/// written once more as it is. For what is written and nothing else, as a copy of the tree would not have it.
/// </summary>
/// <remarks>
/// All output is built from a tree by the one writer, so that what a peer has sent is never passed on as it came. These bytes
/// are that writer's own, with every declaration that they need (an element of no namespace at the top would need one more: a
/// stanza is always of one).
/// </remarks>
public sealed class WrittenXml(byte[] bytes) : XText("")
{
    internal ReadOnlySpan<byte> Bytes => bytes;
}
