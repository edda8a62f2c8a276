namespace Xmpp.Server.Configuration;

/// <summary>What a server does for a call.</summary>
public enum CallServiceType
{
    /// <summary>Tells a client how it looks from outside (RFC 8489).</summary>
    Stun,

    /// <summary>The same inside TLS.</summary>
    Stuns,

    /// <summary>Relays for clients that do not reach each other (RFC 8656).</summary>
    Turn,

    /// <summary>The same inside TLS.</summary>
    Turns,
}
