using System.Net;
using Xmpp.Server.Configuration;

namespace Xmpp.Server.Federation.Discovery;

/// <summary>Knows only the addresses that are configured for a domain.</summary>
internal sealed class ConfiguredPeerFinder(FederationOptions options) : IPeerFinder
{
    public ValueTask<PeerAddresses> FindAsync(string domain, CancellationToken ct)
    {
        List<PeerAddress> found = [];
        foreach (var entry in options.Domains.FirstOrDefault(d => d.Name == domain)?.Addresses ?? [])
        {
            if (IPEndPoint.TryParse(entry, out var endPoint))
                found.Add(new PeerAddress(endPoint, options.Domains.First(d => d.Name == domain).DirectTls));
        }
        return new ValueTask<PeerAddresses>(found.Count > 0
            ? PeerAddresses.Found(found)
            : PeerAddresses.None(PeerLookup.NoSuchDomain, "no address is configured"));
    }
}
