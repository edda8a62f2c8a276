namespace XmppLoad;

internal delegate void StanzaHandler(Connection from, ReadOnlySpan<byte> stanza);
