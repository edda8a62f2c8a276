using System.Security.Cryptography.X509Certificates;

namespace Xmpp.Server.Transport;

/// <summary>What a peer has shown in the TLS handshake, not judged.</summary>
/// <param name="Leaf">Its own certificate.</param>
/// <param name="Sent">The other certificates that it sent, for building a chain.</param>
internal sealed record PeerCertificate(X509Certificate2 Leaf, IReadOnlyList<X509Certificate2> Sent);
