using System.Diagnostics.CodeAnalysis;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Xml;

namespace Xmpp.Server.Routing;

/// <summary>Stanzas as the store keeps them: UTF-8, complete with their addresses, in jabber:client.</summary>
internal static class StoredStanza
{
    // What was accepted once is read again, with what the server itself added to it (cases PAR-06).
    private static readonly StanzaReaderLimits s_limits = new(int.MaxValue / 4, 1024, 16_384, 65_536);

    public static byte[] Write(Stanza stanza) => StanzaWriter.ToBytes(stanza);

    public static bool TryRead(byte[] bytes, [NotNullWhen(true)] out Stanza? stanza)
    {
        stanza = null;
        return StanzaReader.TryReadElement(bytes, s_limits, out var element) && Stanza.Read(element, out stanza) is null
            && stanza is not null;
    }
}
