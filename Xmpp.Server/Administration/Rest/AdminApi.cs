using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Xmpp.Server.Configuration;
using Xmpp.Server.Web;
using Xmpp.Storage;

namespace Xmpp.Server.Administration.Rest;

/// <summary>Every operation over HTTP, below <c>/api/v1</c>; the paths are those of the operations.</summary>
internal sealed partial class AdminApi(
    OperationRunner runner, ApiAccess access, LoginApi login, AdminOptions options, ILogger<AdminApi> logger) : IWebDoor
{
    public const string Root = "/api/v1";

    public void Map(IEndpointRouteBuilder routes)
    {
        foreach (var operation in runner.Table.All)
            Add(operation.Method, operation.Path, (context, _, actor, arguments) => RunAsync(context, operation, actor, arguments));
        routes.MapPost(Root + "/login", context => AdmitAsync(context, peer => login.LoginAsync(context, peer)));
        Add("GET", "/me", (context, _, actor, _) => login.MeAsync(context, actor));
        Add("POST", "/logout", (context, _, actor, _) => login.LogoutAsync(context, actor));
        Add("POST", "/second-factor", (context, _, actor, _) => login.BeginSecondFactorAsync(context, actor));
        Add("POST", "/second-factor/confirm", login.ConfirmSecondFactorAsync);
        Add("DELETE", "/second-factor", login.RemoveSecondFactorAsync);
        Add("GET", "/openapi.json", (context, _, _, _) =>
            ApiResponse.WriteAsync(context, 200, "application/json", OpenApi.Document(runner.Table)));
        // Denied by default; the same for what is not there and for what has another method.
        routes.Map(Root + "/{**rest}", context => AdmitAsync(context, _ => ApiProblem.NotFound.WriteAsync(context)));

        void Add(string method, string path, Func<HttpContext, WebPeer, Actor, JsonObject, Task> handle) =>
            routes.MapMethods(Root + path, [method], context => AdmitAsync(context, peer => KnownAsync(context, peer, handle)));
    }

    private async Task RunAsync(HttpContext context, Operation operation, Actor actor, JsonObject arguments) =>
        await ApiResponse.WriteAsync(context, await runner.RunAsync(operation, actor, arguments, context.RequestAborted));

    private async Task AdmitAsync(HttpContext context, Func<WebPeer, Task> handle)
    {
        var headers = context.Response.Headers;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        headers["Referrer-Policy"] = "no-referrer";
        var peer = WebPeer.Of(context);
        if (access.Admit(context) is { } problem)
        {
            await problem.WriteAsync(context);
            return;
        }
        try
        {
            await handle(peer);
        }
        catch (StorageException e) when (!context.Response.HasStarted)
        {
            LogStorage(e);
            await ApiProblem.Unavailable.WriteAsync(context);
        }
    }

    private async Task KnownAsync(HttpContext context, WebPeer peer, Func<HttpContext, WebPeer, Actor, JsonObject, Task> handle)
    {
        var (actor, refusal) = await access.IdentifyAsync(context, peer, context.RequestAborted);
        if (actor is null)
        {
            await (refusal ?? ApiProblem.Unauthorized).WriteAsync(context);
            return;
        }
        var (arguments, problem) = await ApiRequest.ReadAsync(context, options.BodyBytes, context.RequestAborted);
        if (arguments is null)
            await (problem ?? ApiProblem.NotFound).WriteAsync(context);
        else
            await handle(context, peer, actor, arguments);
    }

    [LoggerMessage(Level = LogLevel.Error, EventName = "api-storage-failed", Message = "storage failed in a request to the administration")]
    private partial void LogStorage(Exception e);
}
