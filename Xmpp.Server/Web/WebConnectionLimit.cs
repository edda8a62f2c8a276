using System.Collections.Concurrent;
using System.Net;
using Xmpp.Server.Transport;

namespace Xmpp.Server.Web;

/// <summary>
/// How many connections of HTTP one address may have (cases ABU-01): those beyond are closed before TLS or a request cost
/// anything. A proxy that is trusted has as many as it needs; whom it speaks for is limited by what he does.
/// </summary>
/// <param name="most">Of one address, for IPv6 of one /64; 0: no limit.</param>
/// <param name="proxies">Who is not counted.</param>
internal sealed class WebConnectionLimit(int most, IReadOnlySet<IPAddress> proxies)
{
    private readonly ConcurrentDictionary<IPAddress, int> _open = new();

    /// <summary>Addresses that have connections now.</summary>
    public int Addresses => _open.Count;

    /// <summary>One more of an address; false if it has enough. Else <see cref="Leave"/> is called when it has closed.</summary>
    public bool TryEnter(IPAddress remote)
    {
        if (IsUnlimited(remote))
            return true;
        if (_open.AddOrUpdate(Networks.Of(remote), 1, static (_, count) => count + 1) <= most)
            return true;
        Leave(remote);
        return false;
    }

    public void Leave(IPAddress remote)
    {
        if (IsUnlimited(remote))
            return;
        var key = Networks.Of(remote);
        var left = _open.AddOrUpdate(key, 0, static (_, count) => count - 1);
        if (left <= 0)
            _open.TryRemove(new KeyValuePair<IPAddress, int>(key, left));
    }

    private bool IsUnlimited(IPAddress remote) => most == 0 || proxies.Contains(remote);
}
