using System.Collections.Concurrent;
using System.Net;
using Xmpp.Server.Federation.Discovery;

namespace Xmpp.Tests.Federation;

/// <summary>In place of DNS: domains and where they are, which may change while servers run.</summary>
internal sealed class TestFinder : IPeerFinder
{
    private readonly ConcurrentDictionary<string, PeerAddresses> _known = new();
    private int _asked;

    /// <summary>How often somebody has asked.</summary>
    public int Asked => Volatile.Read(ref _asked);

    public PeerAddresses this[string domain]
    {
        set => _known[domain] = value;
    }

    public void Set(string domain, IPEndPoint? endPoint, bool isDirectTls = false) =>
        this[domain] = PeerAddresses.Found(new PeerAddress(endPoint ?? throw new InvalidOperationException(), isDirectTls));

    public ValueTask<PeerAddresses> FindAsync(string domain, CancellationToken ct)
    {
        Interlocked.Increment(ref _asked);
        return new ValueTask<PeerAddresses>(_known.TryGetValue(domain, out var found)
            ? found : PeerAddresses.None(PeerLookup.NoSuchDomain, "no such domain"));
    }
}
