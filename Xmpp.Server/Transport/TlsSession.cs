using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Xmpp.Server.Transport;

/// <summary>What a TLS handshake agreed on.</summary>
/// <param name="Protocol">TLS 1.2 or 1.3.</param>
/// <param name="CipherSuite">The IANA name.</param>
/// <param name="ServerName">The name that the client asked for (SNI), or null.</param>
/// <param name="ApplicationProtocol">The ALPN protocol that was agreed on, or null.</param>
/// <param name="LocalCertificate">The certificate that this connection was given.</param>
internal sealed record TlsSession(
    SslProtocols Protocol,
    string CipherSuite,
    string? ServerName,
    string? ApplicationProtocol,
    X509Certificate2? LocalCertificate)
{
    /// <summary>What the peer has shown, not judged; null if it showed nothing, or was not asked.</summary>
    public PeerCertificate? PeerCertificate { get; init; }

    /// <summary>For channel bindings; null where there is no such connection.</summary>
    public IKeyExporter? Exporter { get; init; }
}
