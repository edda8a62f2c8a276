using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Xmpp.Server.Web;

/// <summary>Who is at the other end of a request.</summary>
/// <param name="EndPoint">The client's address, as the proxy said it where one is trusted.</param>
/// <param name="IsSecure">TLS ends here or at a trusted proxy.</param>
/// <param name="IsProxied">It came through a proxy: there is no channel to bind to.</param>
internal sealed record WebPeer(IPEndPoint EndPoint, bool IsSecure, bool IsProxied)
{
    public IPAddress Address => EndPoint.Address;

    /// <summary>Of a request that has passed <see cref="WebServer"/>.</summary>
    public static WebPeer Of(HttpContext context) => context.Features.GetRequiredFeature<WebPeer>();
}
