using Xmpp.Server.Federation.Discovery;

namespace Xmpp.Server.Federation.Identity;

/// <summary>Certificates that DNS names for a place (RFC 7673 §3.3).</summary>
internal interface ITlsaRecords
{
    /// <summary>
    /// The usable records for the target and port of an address; empty if there are none or they are not signed; null if
    /// they cannot be had, and then the place must not be used (RFC 7673 §3.4).
    /// </summary>
    ValueTask<IReadOnlyList<TlsaRecord>?> FindAsync(PeerAddress address, CancellationToken ct);
}
