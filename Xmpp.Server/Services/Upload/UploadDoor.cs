using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Xmpp.Server.Web;

namespace Xmpp.Server.Services.Upload;

/// <summary>
/// Where files are put and got. The token in the path says everything; the name behind it is for people, and nothing on the
/// disk is named by either.
/// </summary>
internal sealed class UploadDoor(UploadPut put, UploadGet get, CrossOrigin origins) : IWebDoor
{
    private const string Token = "token";
    private const string Methods = "OPTIONS, HEAD, GET, PUT";
    private const string RequestHeaders = "Authorization, Content-Type, Range";
    private const string ReadableHeaders = "Accept-Ranges, Content-Disposition, Content-Length, Content-Range, ETag";

    public void Map(IEndpointRouteBuilder routes)
    {
        const string pattern = $"/{UploadAddresses.Root}/{{{Token}}}/{{name}}";
        routes.MapMethods(pattern, ["GET", "HEAD"], context => WithHeadersAsync(context, get.AnswerAsync));
        routes.MapMethods(pattern, ["PUT"], context => WithHeadersAsync(context, put.AnswerAsync));
        routes.MapMethods(pattern, ["OPTIONS"], context =>
        {
            SecureHeaders(context.Response.Headers);
            origins.AnswerPreflight(context, Methods, RequestHeaders);
            return Task.CompletedTask;
        });
    }

    private Task WithHeadersAsync(HttpContext context, Func<HttpContext, string?, Task> answer)
    {
        SecureHeaders(context.Response.Headers);
        if (origins.Allow(context))
            context.Response.Headers.AccessControlExposeHeaders = ReadableHeaders;
        var token = context.Request.RouteValues[Token] as string;
        return answer(context, UploadToken.IsToken(token) ? token : null);
    }

    // Cases WEB-12, XEP-0363 §9.1: whatever somebody has uploaded, nothing of it runs in the name of this server.
    private static void SecureHeaders(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = "default-src 'none'; img-src 'self'; media-src 'self'; frame-ancestors 'none'; sandbox";
        headers.XContentTypeOptions = "nosniff";
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"; // pictures in the pages of other origins
        headers["Referrer-Policy"] = "no-referrer";
    }
}
