namespace Xmpp.Server.Federation.Identity;

/// <summary>What the peer is in the TLS handshake.</summary>
internal enum TlsRole
{
    /// <summary>We have connected to it.</summary>
    Server,

    /// <summary>It has connected to us.</summary>
    Client,
}
