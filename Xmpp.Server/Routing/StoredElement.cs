using System.Xml.Linq;
using Xmpp.Stanzas.Xml;

namespace Xmpp.Server.Routing;

/// <summary>Elements that the store keeps for a feature, in UTF-8.</summary>
internal static class StoredElement
{
    private static readonly StanzaReaderLimits s_limits = new(int.MaxValue / 4, 1024, 16_384, 65_536);

    public static byte[] Write(XElement element) => StanzaWriter.ToBytes(element);

    /// <exception cref="InvalidDataException">The store holds what this server never wrote.</exception>
    public static XElement Read(byte[] bytes) =>
        StanzaReader.TryReadElement(bytes, s_limits, out var element)
            ? element
            : throw new InvalidDataException("A stored element cannot be read.");
}
