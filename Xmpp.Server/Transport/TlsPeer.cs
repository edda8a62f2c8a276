namespace Xmpp.Server.Transport;

/// <summary>What is learnt of the peer while a handshake runs.</summary>
internal sealed class TlsPeer
{
    /// <summary>The name that a client asked for (SNI), or null.</summary>
    public string? ServerName { get; set; }

    public PeerCertificate? Certificate { get; set; }
}
