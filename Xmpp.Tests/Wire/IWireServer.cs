using System.Net;

namespace Xmpp.Tests.Wire;

/// <summary>A running server that a script talks to: ours in this process, or any other one over TCP.</summary>
public interface IWireServer : IAsyncDisposable
{
    IPEndPoint ClientEndPoint { get; }

    /// <summary>The listener that begins with a TLS handshake; null when there is none.</summary>
    IPEndPoint? DirectTlsEndPoint { get; }

    /// <summary>The listener of components; null when there is none.</summary>
    IPEndPoint? ComponentEndPoint => null;

    /// <summary>The listener of other servers; null when there is none.</summary>
    IPEndPoint? ServerEndPoint => null;

    /// <summary>The web server, in clear but trusted as if inside TLS; null when there is none.</summary>
    IPEndPoint? WebEndPoint => null;

    /// <summary>Another server is reached there.</summary>
    void SetPeer(string domain, IPEndPoint endPoint) => throw new NotSupportedException("peers are known to our server only");

    /// <summary>A certificate proves a domain.</summary>
    void Trust(System.Security.Cryptography.X509Certificates.X509Certificate2 certificate, string domain) =>
        throw new NotSupportedException("certificates of tests are believed by our server only");

    /// <summary>Makes the account as new: nothing of an older one of that name is left.</summary>
    Task CreateAccountAsync(string bareJid, string password, CancellationToken ct);

    /// <exception cref="NotSupportedException">The server's clock cannot be moved.</exception>
    void AdvanceClock(TimeSpan by);

    /// <summary>Open connections, or null when the server does not say.</summary>
    int? Connections { get; }

    /// <exception cref="NotSupportedException">It is not ours to stop.</exception>
    Task RestartAsync(CancellationToken ct);
}
