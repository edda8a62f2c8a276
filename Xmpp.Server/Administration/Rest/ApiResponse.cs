using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Xmpp.Server.Administration.Rest;

/// <summary>Writes answers.</summary>
internal static class ApiResponse
{
    public static Task WriteAsync(HttpContext context, OperationResult result) => result.Outcome switch
    {
        OperationOutcome.Done when result.Body is { } body => WriteAsync(context, 200, "application/json", body),
        OperationOutcome.Done => NothingAsync(context),
        var outcome => new ApiProblem(StatusOf(outcome), result.Code ?? "failed", result.Detail ?? "").WriteAsync(context),
    };

    public static Task WriteAsync(HttpContext context, int status, string type, JsonNode body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        return context.Response.WriteAsync(body.ToJsonString(), context.RequestAborted);
    }

    public static Task NothingAsync(HttpContext context)
    {
        context.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    private static int StatusOf(OperationOutcome outcome) => outcome switch
    {
        OperationOutcome.Invalid => 422,
        OperationOutcome.Forbidden => 403,
        OperationOutcome.NotFound => 404,
        OperationOutcome.Conflict => 409,
        OperationOutcome.Unavailable => 503,
        _ => 501,
    };
}
