using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Xmpp.Server.Configuration;

namespace Xmpp.Server.Web.Clients;

/// <summary>
/// Which web pages may use us (RFC 6455 §10.2, cases WEB-06). What is no page, and says no origin, may: nothing is ever
/// granted for a cookie or an address, so nobody's browser has more rights here than its user gives it.
/// </summary>
internal sealed class WebOrigins(WebOptions options)
{
    private readonly HashSet<string> _allowed = new(
        options.AllowedOrigins.Select(origin => origin.TrimEnd('/')), StringComparer.OrdinalIgnoreCase);

    public bool Allows(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        return _allowed.Count == 0 || origin.Length == 0 || _allowed.Contains(origin);
    }

    /// <summary>Tells the browser that the page may read the answer (CORS); never with credentials.</summary>
    public void Permit(HttpRequest request, HttpResponse response)
    {
        var origin = request.Headers.Origin.ToString();
        if (_allowed.Count == 0)
        {
            response.Headers.AccessControlAllowOrigin = "*";
            return;
        }
        response.Headers.Append(HeaderNames.Vary, HeaderNames.Origin);
        if (_allowed.Contains(origin))
            response.Headers.AccessControlAllowOrigin = origin;
    }
}
