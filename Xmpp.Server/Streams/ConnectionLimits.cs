using System.Collections.Concurrent;
using System.Net;
using Xmpp.Server.Configuration;
using Xmpp.Server.Observability;
using Xmpp.Server.Transport;

namespace Xmpp.Server.Streams;

/// <summary>How many connections there may be, in all, from one address, and before login (cases ABU-01).</summary>
internal sealed class ConnectionLimits(Func<LimitOptions> limitsNow)
{
    private readonly ConcurrentDictionary<IPAddress, Count> _addresses = new();
    private int _connections;
    private int _unauthenticated;

    /// <summary>The same limits for ever.</summary>
    public ConnectionLimits(LimitOptions limits) : this(() => limits)
    {
    }

    public int Connections => Volatile.Read(ref _connections);
    public int Unauthenticated => Volatile.Read(ref _unauthenticated);

    /// <summary>Takes a place for a new connection and gives null; or says which limit forbids it and takes nothing.</summary>
    public ConnectionRefusal? TryEnter(IPAddress address)
    {
        var connections = Interlocked.Increment(ref _connections);
        var unauthenticated = Interlocked.Increment(ref _unauthenticated);
        var count = Change(address, 1, 1);
        var limits = limitsNow();
        ConnectionRefusal? refusal =
            connections > limits.Connections ? ConnectionRefusal.TotalLimit
            : unauthenticated > limits.UnauthenticatedConnections ? ConnectionRefusal.UnauthenticatedLimit
            : IsOver(count.All, limits.ConnectionsPerAddress)
                || IsOver(count.Unauthenticated, limits.UnauthenticatedPerAddress) ? ConnectionRefusal.AddressLimit
            : null;
        if (refusal is not null)
            Leave(address, isAuthenticated: false);
        return refusal;
    }

    /// <summary>The connection has logged in.</summary>
    public void OnAuthenticated(IPAddress address)
    {
        Interlocked.Decrement(ref _unauthenticated);
        Change(address, 0, -1);
    }

    public void Leave(IPAddress address, bool isAuthenticated)
    {
        Interlocked.Decrement(ref _connections);
        if (!isAuthenticated)
            Interlocked.Decrement(ref _unauthenticated);
        Change(address, -1, isAuthenticated ? 0 : -1);
    }

    private static bool IsOver(int count, int limit) => limit > 0 && count > limit;

    private Count Change(IPAddress address, int all, int unauthenticated)
    {
        var key = Networks.Of(address);
        var count = _addresses.AddOrUpdate(
            key,
            static (_, change) => new Count(change.All, change.Unauthenticated),
            static (_, old, change) => new Count(old.All + change.All, old.Unauthenticated + change.Unauthenticated),
            new Count(all, unauthenticated));
        if (count.All <= 0)
            _addresses.TryRemove(new KeyValuePair<IPAddress, Count>(key, count));
        return count;
    }

    private readonly record struct Count(int All, int Unauthenticated);
}
