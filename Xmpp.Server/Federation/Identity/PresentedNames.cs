using System.Net;

namespace Xmpp.Server.Federation.Identity;

/// <summary>The names that a certificate's subjectAltName presents (RFC 9525 §2), as they stand there.</summary>
/// <param name="Dns">dNSName: DNS-IDs.</param>
/// <param name="Srv">id-on-dnsSRV (RFC 4985): SRV-IDs such as <c>_xmpp-server.capulet.example</c>.</param>
/// <param name="Xmpp">id-on-xmppAddr (RFC 6120 §13.7.1.4).</param>
/// <param name="Addresses">iPAddress: IP-IDs.</param>
internal sealed record PresentedNames(
    IReadOnlyList<string> Dns, IReadOnlyList<string> Srv, IReadOnlyList<string> Xmpp, IReadOnlyList<IPAddress> Addresses)
{
    public static PresentedNames None { get; } = new([], [], [], []);

    public bool IsEmpty => Dns.Count + Srv.Count + Xmpp.Count + Addresses.Count == 0;
}
