using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Xmpp.Server.Transport;

namespace Xmpp.Server.Web.Loops;

/// <summary>What Kestrel wants to know of TLS that is done below it: that it is there, and the version of HTTP (ALPN, RFC 9113 §3.2).</summary>
internal sealed class LoopTls(TlsSession session) : ITlsConnectionFeature, ITlsApplicationProtocolFeature
{
    public ReadOnlyMemory<byte> ApplicationProtocol { get; } = Encoding.ASCII.GetBytes(session.ApplicationProtocol ?? "");

    /// <summary>Clients are not asked for one.</summary>
    public X509Certificate2? ClientCertificate
    {
        get => null;
        set => throw new NotSupportedException();
    }

    public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) => Task.FromResult<X509Certificate2?>(null);
}
