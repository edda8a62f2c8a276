using System.Net;
using Xmpp.Server.Configuration;

namespace Xmpp.Server.Web;

/// <summary>How the world reaches a host's web pages.</summary>
internal sealed class WebAddresses(WebOptions options, ListenerOptions listeners)
{
    /// <summary>False where nothing is listened on.</summary>
    public bool IsOpen => listeners.Https.Count + listeners.Http.Count > 0;

    /// <summary>The port that HTTPS listens on; set when it is known, where the system chose it.</summary>
    public int? HttpsPort { get; set; } = listeners.Https.Count > 0 ? listeners.Https[0].Port : null;

    /// <summary>The same in clear, which a proxy on this machine asks.</summary>
    public int? HttpPort { get; set; } = listeners.Http.Count > 0 ? listeners.Http[0].Port : null;

    /// <summary>The origin of a host, without a slash at its end: <c>https://capulet.example:5443</c>.</summary>
    public string OriginOf(string host)
    {
        var name = Certificates.HostNames.ToAscii(host);
        if (options.PublicUrl is { } url)
            return url.Replace("{host}", name, StringComparison.Ordinal).TrimEnd('/');
        return HttpsPort is { } port
            ? port == 443 ? $"https://{name}" : $"https://{name}:{port}"
            : $"http://{name}:{HttpPort}";
    }

    /// <summary>
    /// The same for pages that a person opens. A server for localhost is on the person's own machine: there the browser
    /// trusts what comes in clear, and would warn of our self-made certificate.
    /// </summary>
    public string PageOriginOf(string host) =>
        host == "localhost" && options.PublicUrl is null && HttpPort is { } port && IPAddress.IsLoopback(listeners.Http[0].ToIPEndPoint().Address)
            ? $"http://127.0.0.1:{port}"
            : OriginOf(host);
}
