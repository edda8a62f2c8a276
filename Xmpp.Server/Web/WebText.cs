using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;

namespace Xmpp.Server.Web;

/// <summary>Answers that are text made here.</summary>
internal static class WebText
{
    private const string ContentType = "text/html; charset=utf-8";

    /// <summary>Text as HTML shows it, also within an attribute's quotes.</summary>
    public static string Html(string text) => HtmlEncoder.Default.Encode(text);

    /// <summary>
    /// A page that nobody keeps, frames, indexes or learns the address of (cases WEB-06), with what its policy lets it load.
    /// </summary>
    public static async Task WritePageAsync(HttpContext context, int status, string policy, string html)
    {
        var (response, bytes) = (context.Response, Encoding.UTF8.GetBytes(html));
        response.StatusCode = status;
        response.ContentType = ContentType;
        response.ContentLength = bytes.Length;
        var headers = response.Headers;
        headers.ContentSecurityPolicy = policy;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["X-Robots-Tag"] = "noindex, nofollow";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        if (!HttpMethods.IsHead(context.Request.Method))
            await response.Body.WriteAsync(bytes, context.RequestAborted);
    }
}
