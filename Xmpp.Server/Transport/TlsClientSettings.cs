using System.Net.Security;

namespace Xmpp.Server.Transport;

/// <summary>The client's role: towards another server.</summary>
/// <param name="TargetName">The name to ask for (SNI), as A-labels: the XMPP domain (RFC 7590 §3.5, XEP-0368 §3).</param>
/// <param name="Certificate">What we show if we are asked (XEP-0178).</param>
/// <param name="ApplicationProtocols">ALPN protocols, empty for none.</param>
/// <param name="HandshakeTimeout">From the start to the end of the handshake.</param>
internal sealed record TlsClientSettings(
    string TargetName,
    SslStreamCertificateContext? Certificate,
    IReadOnlyList<SslApplicationProtocol> ApplicationProtocols,
    TimeSpan HandshakeTimeout) : TlsSettings(HandshakeTimeout)
{
    public override Task AuthenticateAsync(SslStream stream, TlsPeer shown) => stream.AuthenticateAsClientAsync(
        new SslClientAuthenticationOptions
        {
            TargetHost = TargetName,
            ClientCertificateContext = Certificate,
            EnabledSslProtocols = Protocols,
            AllowRenegotiation = false,
            AllowTlsResume = false, // a resumed TLS session has no chain of the peer's
            ApplicationProtocols = ApplicationProtocols.Count == 0 ? null : [.. ApplicationProtocols],
            CertificateChainPolicy = WithoutNetwork(),
            RemoteCertificateValidationCallback = (_, given, chain, _) => Note(shown, given, chain),
        });
}
