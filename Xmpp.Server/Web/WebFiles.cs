using System.Collections.Frozen;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Xmpp.Server.Web;

/// <summary>What answers with files have in common.</summary>
internal static class WebFiles
{
    private static readonly string[] s_read = [HttpMethods.Get, HttpMethods.Head];

    private static readonly FrozenDictionary<string, string> s_types = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".json"] = "application/json",
        [".wasm"] = "application/wasm",
        [".svg"] = "image/svg+xml",
        [".png"] = "image/png",
        [".gif"] = "image/gif",
        [".webp"] = "image/webp",
        [".ico"] = "image/x-icon",
        [".woff"] = "font/woff",
        [".woff2"] = "font/woff2",
        [".ttf"] = "font/ttf",
        [".mp3"] = "audio/mpeg",
        [".ogg"] = "audio/ogg",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The media type of a file by its name, or null for one that is not served.</summary>
    public static string? TypeOf(string name) => s_types.GetValueOrDefault(Path.GetExtension(name));

    /// <summary>RFC 8246 §2: what has this address never changes.</summary>
    public static void KeepForever(HttpContext context)
    {
        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        context.Response.Headers.XContentTypeOptions = "nosniff";
    }

    /// <summary>A path that is only read.</summary>
    public static void MapRead(this IEndpointRouteBuilder routes, string pattern, RequestDelegate answer) =>
        routes.MapMethods(pattern, s_read, answer);
}
