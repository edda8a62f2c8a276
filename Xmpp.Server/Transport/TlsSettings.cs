using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Xmpp.Server.Transport;

/// <summary>How this server behaves in a TLS handshake, in either role.</summary>
/// <param name="HandshakeTimeout">From the start to the end of the handshake.</param>
internal abstract record TlsSettings(TimeSpan HandshakeTimeout)
{
    /// <summary>RFC 7590 §3.1, RFC 9325.</summary>
    protected const SslProtocols Protocols = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>Does the handshake; throws what <see cref="SslStream"/> throws.</summary>
    /// <param name="stream">On the connection.</param>
    /// <param name="shown">Is told which name the client asked for (SNI), and what the peer shows of itself.</param>
    public abstract Task AuthenticateAsync(SslStream stream, TlsPeer shown);

    /// <summary>Nothing is judged here: a stream with a bad certificate may still do dialback (XEP-0220).</summary>
    protected static bool Note(TlsPeer shown, X509Certificate? certificate, X509Chain? chain)
    {
        if (certificate is null)
            return true;
        var leaf = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        List<X509Certificate2> sent = [];
        foreach (var other in chain?.ChainPolicy.ExtraStore ?? [])
        {
            if (!other.RawDataMemory.Span.SequenceEqual(leaf.RawDataMemory.Span))
                sent.Add(X509CertificateLoader.LoadCertificate(other.RawData));
        }
        shown.Certificate = new PeerCertificate(leaf, sent);
        return true;
    }

    /// <summary>No download while a handshake runs on the loop: who sends no intermediates is not trusted.</summary>
    protected static X509ChainPolicy WithoutNetwork() => new()
    {
        DisableCertificateDownloads = true,
        RevocationMode = X509RevocationMode.NoCheck,
    };
}
