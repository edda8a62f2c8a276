namespace Xmpp.Tests.Wire;

/// <summary>What a connection does besides sending.</summary>
public enum WireAct
{
    /// <summary>TCP reset.</summary>
    Drops,

    /// <summary>The closing handshake of RFC 6120 §4.4.</summary>
    Closes,

    Connects,

    /// <summary>Drops when still there, then connects.</summary>
    Reconnects,

    /// <summary>The TLS handshake, after the script saw proceed.</summary>
    StartsTls,
}
