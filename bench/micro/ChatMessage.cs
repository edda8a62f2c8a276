namespace Xmpp.Micro;

/// <summary>The message that DESIGN and the allocation tests measure with: 419 octets.</summary>
internal static class ChatMessage
{
    public static ReadOnlySpan<byte> Header =>
        "<stream:stream to='capulet.example' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>"u8;

    public static byte[] Bytes { get; } = (
        "<message to='romeo@montague.example/orchard' type='chat' id='5f0c9a2e-7a3b-4c55-9d2c-0b5d7c1f9e11' xml:lang='en'>"u8 +
        "<body>But, soft! what light through yonder window breaks? It is the east, and Juliet is the sun. Arise, fair sun and kill</body>"u8 +
        "<active xmlns='http://jabber.org/protocol/chatstates'/><request xmlns='urn:xmpp:receipts'/>"u8 +
        "<origin-id xmlns='urn:xmpp:sid:0' id='5f0c9a2e-7a3b-4c55-9d2c-0b5d7c1f9e11'/></message>"u8).ToArray();
}
