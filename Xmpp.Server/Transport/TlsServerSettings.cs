using System.Net.Security;
using System.Security.Authentication;

namespace Xmpp.Server.Transport;

/// <summary>The server's role.</summary>
/// <param name="FindCertificate">
/// The certificate and chain for a server name (SNI; null if the client sent none), or null for a name that is not
/// served: the handshake then fails.
/// </param>
/// <param name="ApplicationProtocols">ALPN protocols on offer, empty for none.</param>
/// <param name="HandshakeTimeout">From the start to the end of the handshake.</param>
internal sealed record TlsServerSettings(
    Func<string?, SslStreamCertificateContext?> FindCertificate,
    IReadOnlyList<SslApplicationProtocol> ApplicationProtocols,
    TimeSpan HandshakeTimeout) : TlsSettings(HandshakeTimeout)
{
    /// <summary>Ask the client for a certificate (XEP-0178); one without is taken all the same.</summary>
    public bool AsksForCertificate { get; init; }

    /// <summary>The name that counts where the client sends none: that of the stream header before STARTTLS.</summary>
    public string? Domain { get; init; }

    public override Task AuthenticateAsync(SslStream stream, TlsPeer shown) => stream.AuthenticateAsServerAsync(
        (_, hello, _, _) => new ValueTask<SslServerAuthenticationOptions>(Select(hello, shown)), null,
        CancellationToken.None);

    private SslServerAuthenticationOptions Select(SslClientHelloInfo hello, TlsPeer shown)
    {
        shown.ServerName = string.IsNullOrEmpty(hello.ServerName) ? null : hello.ServerName;
        var certificate = FindCertificate(shown.ServerName ?? Domain)
            ?? throw new AuthenticationException("No certificate for the server name that the client asked for.");
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = certificate,
            EnabledSslProtocols = Protocols,
            AllowRenegotiation = false, // CVE-2021-32920
            ClientCertificateRequired = AsksForCertificate,
            ApplicationProtocols = ApplicationProtocols.Count == 0 ? null : [.. ApplicationProtocols],
        };
        if (AsksForCertificate)
        {
            // A resumed TLS session has no chain of the client's.
            options.AllowTlsResume = false;
            options.CertificateChainPolicy = WithoutNetwork();
            options.RemoteCertificateValidationCallback = (_, given, chain, _) => Note(shown, given, chain);
        }
        return options;
    }
}
