using System.Net;
using Xmpp.Server.Certificates;
using Xmpp.Server.Web;
using Xmpp.Server.Web.Clients;

namespace Xmpp.Server.Configuration.Reading;

/// <summary>What is asked of an address that clients are sent to (RFC 7395 §3.6.1).</summary>
internal static class OtherWebSocket
{
    /// <summary>A WebSocket that anybody may go to from here.</summary>
    public static bool IsAllowed(string text)
    {
        var sample = text.Replace(WebSocketOptions.HostPlaceholder, "host", StringComparison.Ordinal);
        // RFC 6455 §3: without a fragment; and a name and password (RFC 3986 §3.2.1) would be everybody's.
        if (!Uri.IsWellFormedUriString(sample, UriKind.Absolute)
            || !Uri.TryCreate(sample, UriKind.Absolute, out var uri))
        {
            return false;
        }
        // §3.6.1: clients do not go from TLS to where there is none.
        return uri.Host.Length > 0 && uri.Fragment.Length == 0 && uri.UserInfo.Length == 0
            && (uri.Scheme == "wss" || (uri.Scheme == "ws" && uri.IsLoopback));
    }

    /// <summary>The address is one of our own: who is sent there comes back.</summary>
    public static bool IsOwn(string address, ServerOptions options)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.AbsolutePath != WebSocketDoor.Path)
            return false;
        var addresses = new WebAddresses(options.Web, options.Listeners);
        if (!addresses.IsOpen)
            return false;
        var listeners = uri.Scheme == "wss" ? options.Listeners.Https : options.Listeners.Http;
        return options.Hosts.Any(host => IsAt(uri, addresses.OriginOf(host.Name)))
            || listeners.Any(listener => listener.Port == uri.Port && IsHere(uri, listener, options.Hosts));
    }

    private static bool IsAt(Uri uri, string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var own)
        && own.Scheme == (uri.Scheme == "wss" ? "https" : "http") && own.Port == uri.Port
        && string.Equals(own.IdnHost, uri.IdnHost, StringComparison.OrdinalIgnoreCase);

    private static bool IsHere(Uri uri, ListenEndpoint listener, IReadOnlyList<HostOptions> hosts)
    {
        var name = uri.IdnHost;
        return uri.IsLoopback ? listener.IsLoopback || listener.IsEvery
            : IPAddress.TryParse(name, out var address) ? address.Equals(listener.ToIPEndPoint().Address)
            : hosts.Any(host => string.Equals(HostNames.ToAscii(host.Name), name, StringComparison.OrdinalIgnoreCase));
    }
}
