using System.Net.Security;

namespace Xmpp.Server.Transport;

/// <summary>How this server behaves in a TLS handshake.</summary>
/// <param name="FindCertificate">
/// The certificate and chain for a server name (SNI; null if the client sent none), or null for a name that is not
/// served: the handshake then fails.
/// </param>
/// <param name="ApplicationProtocols">ALPN protocols on offer, empty for none.</param>
/// <param name="HandshakeTimeout">From the start to the end of the handshake.</param>
internal sealed record TlsServerSettings(
    Func<string?, SslStreamCertificateContext?> FindCertificate,
    IReadOnlyList<SslApplicationProtocol> ApplicationProtocols,
    TimeSpan HandshakeTimeout);
