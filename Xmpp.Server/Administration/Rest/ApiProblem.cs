using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Xmpp.Server.Administration.Rest;

/// <summary>An error as RFC 9457 writes it; <c>code</c> is a word for programs.</summary>
internal sealed record ApiProblem(int Status, string Code, string Detail)
{
    public static readonly ApiProblem NotFound = new(404, "not-found", "There is nothing here.");
    public static readonly ApiProblem Unauthorized = new(401, "not-authorized", "Log in first, or send a valid token.");
    public static readonly ApiProblem TooMany = new(429, "too-many-requests", "Too many requests; wait a minute.");

    public static readonly ApiProblem Unavailable = new(503, "storage", "The database cannot do it just now.");

    public Task WriteAsync(HttpContext context)
    {
        if (Status == 401)
            context.Response.Headers.WWWAuthenticate = "Bearer";
        if (Status is 429 or 503)
            context.Response.Headers.RetryAfter = Status == 429 ? "60" : "5";
        return ApiResponse.WriteAsync(
            context, Status, "application/problem+json",
            new JsonObject
            {
                ["type"] = "about:blank",
                ["title"] = Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(Status),
                ["status"] = Status,
                ["code"] = Code,
                ["detail"] = Detail,
            });
    }
}
