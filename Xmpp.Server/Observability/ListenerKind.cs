namespace Xmpp.Server.Observability;

/// <summary>The kinds of listeners that connections are counted by.</summary>
public enum ListenerKind
{
    /// <summary>STARTTLS on 5222.</summary>
    C2s,

    /// <summary>Direct TLS on 5223 (XEP-0368).</summary>
    C2sTls,

    /// <summary>Other servers with STARTTLS on 5269.</summary>
    S2s,

    /// <summary>Other servers with direct TLS on 5270 (XEP-0368).</summary>
    S2sTls,

    /// <summary>Components on 5347 (XEP-0114).</summary>
    Components,

    /// <summary>Clients by WebSocket (RFC 7395).</summary>
    WebSocket,

    /// <summary>Clients by BOSH (XEP-0206); a connection is a session there.</summary>
    Bosh,
}
