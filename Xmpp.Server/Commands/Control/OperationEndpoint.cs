using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Xmpp.Server.Administration;

namespace Xmpp.Server.Commands.Control;

/// <summary>The part of the control socket that runs any operation; whoever may open the socket may do all of them.</summary>
internal static class OperationEndpoint
{
    public static void Map(WebApplication web, OperationRunner runner) =>
        web.MapPost(ControlRoutes.Operations, async context =>
        {
            var request = await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            var answer = await RunAsync(
                runner, request?["operation"]?.ToString() ?? "", request?["arguments"] as JsonObject ?? [], context.RequestAborted);
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(answer.ToJsonString(), context.RequestAborted);
        });

    /// <summary>Runs it for the operator at the machine; what came of it, as it goes through the socket.</summary>
    public static async Task<JsonObject> RunAsync(
        OperationRunner runner, string name, JsonObject arguments, CancellationToken ct)
    {
        var result = (runner.Table.Find(name) ?? DataActs.Find(name)) is { } operation
            ? await runner.RunAsync(operation, Actor.CommandLine, arguments, ct)
            : OperationResult.Unsupported($"The running server does not know {name}.");
        return new JsonObject
        {
            ["done"] = result.IsDone,
            ["code"] = result.Code,
            ["detail"] = result.Detail,
            ["body"] = result.Body?.DeepClone(),
        };
    }
}
