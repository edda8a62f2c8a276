using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Connections;
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

    /// <summary>As the first of a listener's connection middleware.</summary>
    public ConnectionDelegate Around(ConnectionDelegate next) => async connection =>
    {
        var remote = (connection.RemoteEndPoint as IPEndPoint)?.Address;
        if (most == 0 || remote is null || proxies.Contains(WebServer.Unmapped(remote)))
        {
            await next(connection);
            return;
        }
        var key = Networks.Of(WebServer.Unmapped(remote));
        try
        {
            if (_open.AddOrUpdate(key, 1, static (_, count) => count + 1) > most)
                connection.Abort(new ConnectionAbortedException("Too many connections of this address."));
            else
                await next(connection);
        }
        finally
        {
            var left = _open.AddOrUpdate(key, 0, static (_, count) => count - 1);
            if (left <= 0)
                _open.TryRemove(new KeyValuePair<IPAddress, int>(key, left));
        }
    };
}
