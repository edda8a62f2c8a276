using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Xmpp.Server.Web;

/// <summary>Lets pages of other origins use us (the Fetch standard's CORS), as <c>web.allowed_origins</c> says.</summary>
/// <param name="allowed">Origins; none: all.</param>
internal sealed class CrossOrigin(IReadOnlyList<string> allowed)
{
    /// <summary>Seconds for which a browser remembers the answer to a preflight.</summary>
    private const string MaxAge = "7200";

    /// <summary>Says that the page that asks may read the answer. Without credentials: there are none.</summary>
    /// <returns>False for a page that may not.</returns>
    public bool Allow(HttpContext context)
    {
        if (allowed.Count == 0)
        {
            context.Response.Headers.AccessControlAllowOrigin = "*";
            return true;
        }
        context.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Origin);
        if (context.Request.Headers.Origin is not [{ Length: > 0 } origin])
            return true; // no page of another origin
        if (!allowed.Contains(origin, StringComparer.OrdinalIgnoreCase))
            return false;
        context.Response.Headers.AccessControlAllowOrigin = origin;
        return true;
    }

    /// <summary>Answers the question whether a page may (preflight).</summary>
    public void AnswerPreflight(HttpContext context, string methods, string headers)
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        if (!Allow(context))
            return;
        context.Response.Headers.AccessControlAllowMethods = methods;
        context.Response.Headers.AccessControlAllowHeaders = headers;
        context.Response.Headers.AccessControlMaxAge = MaxAge;
    }
}
