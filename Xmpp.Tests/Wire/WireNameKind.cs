namespace Xmpp.Tests.Wire;

/// <summary>How far the runner takes a connection before the script has it.</summary>
public enum WireNameKind
{
    /// <summary>Logged in and bound: stanzas only.</summary>
    Client,

    /// <summary>A bare TCP connection, nothing sent.</summary>
    Raw,

    /// <summary>STARTTLS done, nothing sent inside.</summary>
    RawTls,

    /// <summary>The listener that begins with a handshake; nothing sent inside.</summary>
    RawDirectTls,

    /// <summary>STARTTLS and SASL done; the script restarts the stream.</summary>
    RawLoggedIn,

    /// <summary>A component after its handshake (XEP-0114): stanzas only.</summary>
    Component,

    /// <summary>A connection to the listener of servers: a server that has opened it.</summary>
    Server,

    /// <summary>A connection that the server under test opens to a server of the script.</summary>
    Peer,

    /// <summary>A bare TCP connection to the listener of components.</summary>
    RawComponent,

    /// <summary>A WebSocket (RFC 7395), nothing sent: each line is a message.</summary>
    RawWebSocket,

    /// <summary>BOSH (XEP-0124): each line is a request.</summary>
    RawBosh,
}
