namespace Xmpp.Server.Federation.Discovery;

/// <summary>What was found for a domain.</summary>
/// <param name="Outcome">Whether there is anything, and if not, whether that may change soon.</param>
/// <param name="Addresses">In the order in which they are to be tried; empty unless found.</param>
/// <param name="Reason">For the log, where nothing was found.</param>
internal sealed record PeerAddresses(PeerLookup Outcome, IReadOnlyList<PeerAddress> Addresses, string? Reason = null)
{
    public static PeerAddresses Found(params IReadOnlyList<PeerAddress> addresses) => new(PeerLookup.Found, addresses);

    public static PeerAddresses None(PeerLookup outcome, string reason) => new(outcome, [], reason);
}
