namespace Xmpp.Server.Streams;

/// <summary>What time asks of a client's stream.</summary>
internal enum C2sDuty
{
    None,

    /// <summary>connection-timeout: not logged in, or no answer, for too long.</summary>
    End,

    /// <summary>Ask whether the client is there (XEP-0199 §4.1); whatever comes is a sign of life.</summary>
    Ping,

    /// <summary>Ask for an acknowledgement (XEP-0198 §4).</summary>
    Ask,

    /// <summary>Nothing was written for a while (RFC 6120 §4.6.1).</summary>
    KeepAlive,
}
