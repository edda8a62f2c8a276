using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Xmpp.Server.Administration.Rest;
using Xmpp.Server.Routing;

namespace Xmpp.Server.Web.Admin;

/// <summary>
/// The administration page at /admin: a few files of ours that talk to the REST API and know nothing that it does not tell
/// them. It is there for whoever the API is there for.
/// </summary>
internal sealed class AdminDoor(ApiAccess access, HostTable hosts) : IWebDoor
{
    /// <summary>Where people find it.</summary>
    public const string Path = "/admin";

    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; "
        + "form-action 'none'; frame-ancestors 'none'";

    private readonly EmbeddedFolder _files = new("admin/");

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapRead(Path, context => AdmitAsync(context, () => WebText.WritePageAsync(context, StatusCodes.Status200OK, Policy, Page())));
        routes.MapRead($"{Path}/{_files.Version}/{{**path}}", context => AdmitAsync(
            context, () => _files.WriteAsync(context, (string?)context.Request.RouteValues["path"] ?? "")));
    }

    private Task AdmitAsync(HttpContext context, Func<Task> answer)
    {
        if (access.Admit(context) is not { } problem)
            return answer();
        context.Response.StatusCode = problem.Status;
        return Task.CompletedTask;
    }

    private string Page() => $"""
        <!doctype html>
        <html lang="en" data-host="{WebText.Html(hosts.Default.Domain)}">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Administration</title>
        <link rel="icon" href="data:,">
        <link rel="stylesheet" href="{Path}/{_files.Version}/admin.css">
        <script type="module" src="{Path}/{_files.Version}/admin.js"></script>
        </head>
        <body>
        <header><strong>{WebText.Html(hosts.Default.Domain)}</strong><div id="who"></div></header>
        <nav aria-label="Views"><ul id="menu"></ul></nav>
        <p id="message" role="status"></p>
        <main id="main"><noscript>This page needs JavaScript; everything it does is also done by <code>xmppserver</code>.</noscript></main>
        </body>
        </html>
        """;
}
