namespace Xmpp.Stanzas.Xml;

/// <summary>What is declared around the element that is written.</summary>
public enum OutputContext
{
    /// <summary>A stream with xmlns='jabber:client' and the prefix <c>stream</c> on its header.</summary>
    ClientStream,

    /// <summary>
    /// The same with jabber:server: stanzas, which are in jabber:client inside the server, are re-scoped
    /// (RFC 6120 §4.8.3).
    /// </summary>
    ServerStream,

    /// <summary>The same with jabber:component:accept (XEP-0114 §3).</summary>
    ComponentStream,

    /// <summary>Nothing: a WebSocket message (RFC 7395 §3.3), a stored stanza.</summary>
    Standalone,
}
