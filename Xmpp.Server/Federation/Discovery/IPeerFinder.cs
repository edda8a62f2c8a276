namespace Xmpp.Server.Federation.Discovery;

/// <summary>Finds where another server can be reached (RFC 6120 §3.2, XEP-0368).</summary>
internal interface IPeerFinder
{
    /// <summary>Addresses in the order in which they are to be tried, or why there are none. Nothing is thrown.</summary>
    /// <param name="domain">A prepared domainpart.</param>
    /// <param name="ct">The end of the attempt.</param>
    ValueTask<PeerAddresses> FindAsync(string domain, CancellationToken ct);
}
